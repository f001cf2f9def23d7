import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    // Real servers and threads on a machine that may be busy: how long to wait before something is called missing.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
