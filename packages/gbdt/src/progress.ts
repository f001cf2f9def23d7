/** For work that takes a while. */
export interface Watched {
  /**
   * Called now and then with the share done, above 0 and at most 1. The work is synchronous, so a callback is also where
   * an outer wish to stop can be looked up and the signal aborted.
   */
  onProgress?: (done: number) => void
  /** Checked before the work and after every call of `onProgress`; its reason is thrown. */
  signal?: AbortSignal
}

/** Starts watched work of `total` steps; what it returns is called with the steps done. */
export function begin({ onProgress, signal }: Watched, total: number): (done: number) => void {
  signal?.throwIfAborted()
  return (done) => {
    onProgress?.(done / total)
    signal?.throwIfAborted()
  }
}
