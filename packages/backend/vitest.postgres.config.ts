import { defineConfig } from 'vitest/config'

/** The same suite as on the embedded database, on a real PostgreSQL. */
export default defineConfig({
  test: {
    name: 'backend on PostgreSQL',
    include: ['test/**/*.itest.ts'],
    // No query is in any of these: once is enough.
    exclude: ['files', 'profile-file', 'slow-upload', 'event-stream', 'event-stream-life', 'router-export'].map(
      (name) => `test/${name}.itest.ts`,
    ),
    globalSetup: 'test/support/postgres-setup.ts',
    // How long until one is called hanging, on a machine that is busy with others.
    hookTimeout: 180_000,
    testTimeout: 180_000,
  },
})
