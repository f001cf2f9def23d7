import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    // Property tests on a machine that is busy: how long until one is called hanging.
    testTimeout: 300_000,
  },
})
