import { defineConfig, mergeConfig } from 'vitest/config'
import viteConfig from './vite.config.ts'

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      name: 'web',
      include: ['src/**/*.test.ts', 'test/**/*.itest.ts'],
      // Guards against hanging on a machine that may be busy.
      hookTimeout: 180_000,
      testTimeout: 120_000,
    },
  }),
)
