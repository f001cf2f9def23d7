import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'packages/backend/vitest.postgres.config.ts',
      'apps/*',
      'apps/server/vitest.faults.config.ts',
    ],
  },
})
