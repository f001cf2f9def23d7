import type { SpawnSyncReturns } from 'node:child_process'
import { withBundled } from './bundled.ts'

export type Figures = Record<string, number>

/** The JSON object on the last line a process wrote. */
export function lastLine(what: string, { status, signal, stdout, stderr }: SpawnSyncReturns<string>): Figures {
  if (status !== 0) throw new Error(`${what}: ended with ${status ?? signal}\n${stderr ?? ''}`)
  const figures: Figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  return figures
}

/** Calls `use` with what runs a case, each in a process of its own. */
export function withCases(use: (runCase: (args: readonly string[]) => Figures) => void): void {
  withBundled('case', (run) => use((args) => lastLine(`case.ts ${args.join(' ')}`, run(args))))
}
