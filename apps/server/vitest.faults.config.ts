import { defineConfig } from 'vitest/config'

/** What is promised, on processes that are killed. Guards against hanging: nothing here is to be fast. */
export default defineConfig({
  test: {
    name: 'promises',
    include: ['test/faults/*.itest.ts'],
    hookTimeout: 120_000,
    testTimeout: 600_000,
  },
})
