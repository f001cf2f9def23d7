import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'backend on the embedded database',
    include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
    // What takes a server: several processes on one database, transactions that wait for each other, a line to it.
    exclude: [
      ...configDefaults.exclude,
      'test/processes.itest.ts',
      'test/deletion-locks.itest.ts',
      'test/forgotten-connections.itest.ts',
      // Of the server's socket: once is enough, since it takes half a minute of silence.
      'test/slow-reader.itest.ts',
    ],
    globalSetup: 'test/support/embedded-setup.ts',
    // How long until one is called hanging, on a machine that is busy with others.
    hookTimeout: 180_000,
    testTimeout: 180_000,
  },
})
