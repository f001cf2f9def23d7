import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bugs, clock, hurry } from './support/bugs.ts'
import { applyPatch, type Patch } from './support/patch.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const sources = globSync('{packages/*,apps/server}/src/**/*.ts', { cwd: root })

// A change whose file is never loaded is not made, and nobody would hear of it.
const patches: readonly Patch[] = [...Object.values(bugs).flat(), ...Object.values(hurry), ...clock]
test.each(patches)('what a test changes in $file is there: $find', (patch) => {
  const files = sources.filter((source) => source.endsWith(patch.file))
  expect(files).toHaveLength(1)
  for (const file of files) applyPatch(readFileSync(path.join(root, file), 'utf8'), patch)
})
