import { gridStep } from './hessian.ts'
import { packingFor } from './histogram.ts'
import { TASK } from './tasks.ts'
import type { Team } from '../threads/team.ts'
import { chunksOf, NUMBER, type Workspace } from './workspace.ts'

/** Packs the gradients of the tree's rows; returns their sum. */
export function packGradients(space: Workspace, team: Team): number {
  const { numbers, results, hessian } = space
  const rows = numbers[NUMBER.rows]!
  const chunks = chunksOf(rows)
  team.run(TASK.gradients, chunks)
  let low = Infinity
  let high = -Infinity
  for (let k = 0; k < chunks; k++) {
    low = Math.min(low, results[2 * k]!)
    high = Math.max(high, results[2 * k + 1]!)
  }
  if (hessian) {
    let largest = 0
    for (let k = 0; k < chunks; k++) largest = Math.max(largest, results[2 * chunks + k]!)
    numbers[NUMBER.grid] = gridStep(largest, rows)
  }
  const packing = packingFor(low, high, rows)
  numbers[NUMBER.unit] = packing.unit
  numbers[NUMBER.step] = packing.step
  numbers[NUMBER.low] = packing.low
  numbers[NUMBER.levels] = packing.levels
  team.run(TASK.pack, chunks)
  let total = 0
  for (let k = 0; k < chunks; k++) total += results[k]!
  return total
}
