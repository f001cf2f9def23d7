import { defineConfig } from 'vitest/config'

/** What is promised, on processes that are killed. */
export default defineConfig({
  test: {
    name: 'promises',
    include: ['test/faults/*.itest.ts'],
    hookTimeout: 60_000,
    testTimeout: 180_000,
  },
})
