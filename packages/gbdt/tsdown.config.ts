import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  // Browsers run it too.
  platform: 'neutral',
  dts: true,
})
