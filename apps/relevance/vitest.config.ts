import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    // Real servers and threads on a machine that may be busy: how long to wait before something is called missing.
    hookTimeout: 300_000,
    testTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
  },
})
