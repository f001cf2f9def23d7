import type { Workspace } from './workspace.ts'

/** Which histograms of a workspace are in use. */
export class Slots {
  readonly #space: Workspace
  readonly #free: number[]

  constructor(space: Workspace) {
    this.#space = space
    this.#free = [...space.histograms.keys()].toReversed()
  }

  /** A histogram's number; one is made where none was reserved. */
  take(): number {
    const { histograms, offsets, hessian } = this.#space
    const length = offsets.at(-1)! * (hessian ? 2 : 1)
    return this.#free.pop() ?? histograms.push(new Float64Array(length)) - 1
  }

  /** Gives back what a node holds, if anything. */
  release(node: { slot: number }): void {
    if (node.slot >= 0) this.#free.push(node.slot)
    node.slot = -1
  }
}
