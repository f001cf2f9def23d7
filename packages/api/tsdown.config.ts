import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts'],
  platform: 'neutral',
  // At the root, since the declarations are drawn from the packages that the types come from.
  tsconfig: '../../tsconfig.types.json',
  dts: true,
  // The contract is bundled in. Server-side packages reach the graph only as types: their bare imports are dropped.
  deps: { neverBundle: [/^zod/, /^@trpc\//, /^node:/, 'kysely', 'pg', 'pino', 'pg-boss', 'eventsource', 'superjson'] },
  treeshake: { moduleSideEffects: false },
})
