import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:8001'

export default defineConfig({
  // REST has /machines/ and others at the root: the panel lives beside them.
  base: '/panel/',
  plugins: [react()],
  server: {
    port: 5173,
    proxy: { '/trpc': server, '/datasets': server, '/machines': server },
  },
  build: {
    outDir: 'dist',
    sourcemap: false,
    // The policy allows no data: scripts or styles, and small files are cheap on one connection.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/\.pnpm\/(react|react-dom|scheduler)@/, priority: 2 },
            // What only a chart or the file reader needs comes with them.
            {
              name: 'vendor',
              test: /node_modules\/(?!.*(@visx|d3-|internmap|classnames|lodash|math-expression-evaluator|reduce-css-calc|reduce-function-call|balanced-match|papaparse))/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
})
