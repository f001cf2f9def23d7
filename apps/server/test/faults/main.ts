import { startPostgres } from '@alavanca/postgres'
import { parseArgs } from 'node:util'
import { killServers } from '../support/server.ts'
import { promises } from './promises/index.ts'
import { bugs } from './support/bugs.ts'
import { Random } from './support/random.ts'

/** `pnpm faults`: every promise at full counts, on real waits. */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: process.env['SEED'] ?? String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string' },
    bug: { type: 'string' },
    small: { type: 'boolean', default: false },
  },
})
const { bug: name = null, small } = values
if (name !== null && !Object.hasOwn(bugs, name)) throw new Error(`--bug is one of: ${Object.keys(bugs).join(', ')}`)
const seed = Number(values.seed)
const only = values.only?.split(',')
const chosen = promises.filter(({ id }) => only?.includes(id) ?? true)
if (chosen.length === 0) throw new Error(`--only names none of ${promises.map(({ id }) => id).join(', ')}`)

const postgres = await startPostgres()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void killServers()
      .then(() => postgres.remove())
      .finally(() => process.exit(1))
  })
}
let broken = 0
try {
  for (const { id, promise, run } of chosen) {
    process.stdout.write(`${id} ${promise} (seed ${seed})\n`)
    const started = performance.now()
    const note = (what: string, value: number | string) => process.stdout.write(`   ${what}: ${value}\n`)
    const trial = { postgres, random: new Random(seed), bug: name, hurry: small, note }
    // One that cannot be held to its end keeps the others from nothing.
    const faults = await run(trial, small ? 'small' : 'full').catch((error: unknown) => [String(error)])
    broken += faults.length
    for (const fault of faults) process.stdout.write(`   BROKEN: ${fault}\n`)
    note('seconds', ((performance.now() - started) / 1_000).toFixed(1))
  }
} finally {
  await postgres.remove()
}
// The clients of a run that was given up would go on for ever.
process.exit(broken === 0 ? 0 : 1)
