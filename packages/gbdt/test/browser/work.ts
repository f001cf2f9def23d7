import { type Crew, Random, train } from '../../src/index.ts'
import { frozenCases } from '../frozen.ts'
import { at } from '../at.ts'

/** Enough cells that the compiled kernel works on them, where it can be had. */
function manyCells() {
  const random = new Random(41)
  const columns = Array.from({ length: 12 }, () => Float64Array.from({ length: 17_000 }, () => random.unit()))
  const target = Float64Array.from(
    { length: 17_000 },
    (_, i) => at(at(columns, 3), i) * at(at(columns, 8), i) + random.unit(),
  )
  return { columns, target, options: { rounds: 4 } }
}

/** What must not depend on where it is worked out: the bytes of some models, and what they say of their rows. */
export function work(crew?: Crew): Uint8Array[] {
  const cases = ['mixed', 'sampled', 'tiny'].map((name) => frozenCases[name] ?? manyCells())
  return [manyCells(), ...cases].flatMap(({ columns, target, options }) => {
    const rounds = Math.min(options.rounds ?? 4, 4)
    const model = train(columns, target, { ...options, rounds, ...(crew && { crew }) })
    const few = columns.map((column) => column.subarray(0, 600))
    const shap = model.shap(few, undefined, crew ? { crew } : {})
    const { drop } = model.permutationImportance(few, target.subarray(0, 600), { repeats: 1 })
    return [model.buffer, model.predict(columns).buffer, shap.buffer, drop.buffer].map(
      (buffer) => new Uint8Array(buffer),
    )
  })
}
