import { globSync } from 'node:fs'
import path from 'node:path'

const skipped = new Set(['node_modules', 'dist', 'fixtures', '.turbo'])

/** TypeScript files of packages and apps, relative to `root`, with forward slashes. */
export const sourceFiles = (root: string): string[] =>
  globSync('{apps,packages}/*/**/*.{ts,tsx}', {
    cwd: root,
    exclude: (name) => skipped.has(path.basename(name)),
  })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !file.endsWith('.d.ts'))
    .toSorted()
