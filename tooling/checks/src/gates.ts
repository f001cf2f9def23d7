import path from 'node:path'
import { findViolations } from './boundaries.ts'
import { findDeadPaths } from './docs.ts'
import { run, type Outcome } from './run.ts'

export interface Gate {
  name: string
  check: () => Promise<Outcome>
  /** The same check on something that breaks its rule: it must fail, or the gate proves nothing. */
  canary: () => Promise<Outcome>
  /** What the canary's output must say: a tool that finds nothing to check fails too, and proves nothing. */
  finds: RegExp
}

const root = path.resolve(import.meta.dirname, '../../..')
const canaries = path.resolve(import.meta.dirname, '../canary')
const inCanary = (name: string) => path.join(canaries, name)

const listed = (lines: readonly string[]): Promise<Outcome> =>
  Promise.resolve({ code: lines.length === 0 ? 0 : 1, output: lines.join('\n') })

const boundaries = (folder: string) => listed(findViolations(folder).map(({ file, what }) => `${file}: ${what}`))

export const gates: readonly Gate[] = [
  {
    name: 'types',
    check: () => run('turbo', ['run', 'typecheck', '--output-logs=errors-only'], root),
    canary: () => run('tsc', ['-p', inCanary('types')], root),
    finds: /wrong\.ts.*TS2322/,
  },
  {
    name: 'lint',
    check: () => run('oxlint', ['--type-aware', '--deny-warnings'], root),
    canary: () => run('oxlint', ['--type-aware', '-c', 'canary.oxlintrc.json', '.'], inCanary('lint')),
    finds: /no-floating-promises[\s\S]*no-explicit-any|no-explicit-any[\s\S]*no-floating-promises/,
  },
  {
    name: 'format',
    check: () => run('oxfmt', ['--check'], root),
    canary: () => run('oxfmt', ['--check', '--config', 'canary.oxfmtrc.json', '.'], inCanary('format')),
    finds: /badly\.ts/,
  },
  {
    name: 'boundaries',
    check: () => boundaries(root),
    canary: () => boundaries(inCanary('boundaries')),
    finds: /packages\/gbdt must not depend on zod/,
  },
  {
    name: 'unused code',
    // What the published package needs is read from its bundle, which a clean clone does not have yet.
    check: async () => {
      const built = await run('turbo', ['run', 'build', '--filter=@alavanca/api', '--output-logs=errors-only'], root)
      return built.code === 0 ? run('knip', [], root) : built
    },
    canary: () => run('knip', ['--directory', inCanary('unused')], root),
    finds: /forgotten/,
  },
  {
    name: 'paths in documents',
    check: () => listed(findDeadPaths(root)),
    canary: () => listed(findDeadPaths(inCanary('docs'))),
    finds: /packages\/nowhere/,
  },
]
