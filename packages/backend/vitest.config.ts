import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'backend on the embedded database',
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    provide: { databaseServer: null },
    hookTimeout: 60_000,
    testTimeout: 30_000,
    // Each file opens a database of its own: two at once on two cores gain nothing.
    maxWorkers: 1,
  },
})
