import { gates, type Gate } from './gates.ts'

export interface Tally {
  passed: number
  failed: number
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const runGate = async ({ name, check, canary }: Gate): Promise<boolean> => {
  const start = performance.now()
  const [outcome, proof] = await Promise.all([check(), canary()])
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (outcome.code !== 0) print(`✗ ${name} (${seconds} s)\n${outcome.output}`)
  else if (proof.code === 0) print(`✗ ${name}: its canary passed, so this gate would let anything through`)
  else print(`✓ ${name} (${seconds} s)`)
  return outcome.code === 0 && proof.code !== 0
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
