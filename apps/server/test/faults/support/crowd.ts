/** Does all of `items`, at most `width` at once, in their order. */
export const crowd = async <T>(items: readonly T[], width: number, work: (item: T, index: number) => Promise<void>) => {
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
