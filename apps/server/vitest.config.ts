import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts', 'test/**/*.e2e.ts'],
    exclude: [...configDefaults.exclude, 'test/faults/**'],
    globalSetup: 'test/support/started-setup.ts',
    // Guards against hanging, longer than all that a story waits for by itself.
    hookTimeout: 300_000,
    testTimeout: 300_000,
  },
})
