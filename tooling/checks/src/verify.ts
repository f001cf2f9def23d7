import { stripVTControlCharacters } from 'node:util'
import { gates, type Gate } from './gates.ts'

export interface Tally {
  passed: number
  failed: number
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const runGate = async ({ name, check, canary, finds }: Gate): Promise<boolean> => {
  const start = performance.now()
  const [outcome, proof] = await Promise.all([check(), canary()])
  const isCaught = proof.code !== 0 && finds.test(stripVTControlCharacters(proof.output))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (outcome.code !== 0) print(`✗ ${name} (${seconds} s)\n${outcome.output}`)
  else if (!isCaught) print(`✗ ${name}: its canary was not found, so this gate proves nothing\n${proof.output}`)
  else print(`✓ ${name} (${seconds} s)`)
  return outcome.code === 0 && isCaught
}

/** Runs every gate together with its canary. */
export const verify = async (): Promise<Tally> => {
  const results: boolean[] = []
  for (const gate of gates) results.push(await runGate(gate))
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed }
}

if (import.meta.main) {
  const { failed } = await verify()
  process.exitCode = failed === 0 ? 0 : 1
}
