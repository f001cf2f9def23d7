import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'api',
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    hookTimeout: 300_000,
    testTimeout: 300_000,
  },
})
