import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts', 'test/**/*.e2e.ts'],
    exclude: [...configDefaults.exclude, 'test/faults/**'],
    hookTimeout: 180_000,
    testTimeout: 180_000,
  },
})
