import type { Random } from './random.ts'

/** A small CSV that no other of the run is like; `y` is a usable target. */
export const someCsv = (random: Random, rows = random.whole(3, 400)): string => {
  const lines = Array.from(
    { length: rows },
    (_, row) => `${random.whole(0, 9_999)},${random.next().toFixed(6)},${row % 7}.${random.whole(0, 99)}`,
  )
  return `a,b,y\n${lines.join('\n')}\n1,2,3\n4,5,6\n`
}
