import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'csv',
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    // The larger fixtures take a while on a machine that is busy.
    testTimeout: 120_000,
  },
})
