import { ColumnTasks } from './column-tasks.ts'
import { openKernel } from '../kernel/kernel.ts'
import { LeafValues } from './leaf-values.ts'
import type { Loss } from './loss.ts'
import { RowTasks } from './row-tasks.ts'
import type { Runner } from '../threads/team.ts'
import type { Workspace } from './workspace.ts'

/** Kinds of task. Those of one kind touch different memory, so they may run in any order and on any thread. */
export const TASK = { bin: 0, gradients: 1, pack: 2, partition: 3, gather: 4, columns: 5, leaves: 6, raise: 7 } as const

/** What any thread does to a workspace. What is to be done stands in the workspace; `k` says which share of it. */
export class Tasks implements Runner {
  readonly #rows: RowTasks
  readonly #columns: ColumnTasks
  readonly #leaves: LeafValues

  constructor(space: Workspace, loss: Loss) {
    const kernel = space.memory && openKernel(space.memory)
    this.#rows = new RowTasks(space, loss, kernel)
    this.#columns = new ColumnTasks(space, kernel)
    this.#leaves = new LeafValues(space, loss)
  }

  do(kind: number, k: number): void {
    if (kind === TASK.bin) this.#rows.bin(k)
    else if (kind === TASK.gradients) this.#rows.gradients(k)
    else if (kind === TASK.pack) this.#rows.pack(k)
    else if (kind === TASK.partition) this.#rows.partition(k)
    else if (kind === TASK.gather) this.#rows.gather(k)
    else if (kind === TASK.columns) this.#columns.split(k)
    else if (kind === TASK.leaves) this.#leaves.value(k)
    else this.#leaves.raise(k)
  }
}
