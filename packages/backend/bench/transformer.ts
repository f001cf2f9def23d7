import superjson from 'superjson'
import { serialize } from '../src/trpc/transformer.ts'

/** A page of the machine list, as `machines.list` answers it. */
const page = (rows: number) => ({
  items: Array.from({ length: rows }, (_, i) => ({
    id: i,
    name: `Extrusora ${i}`,
    modelId: i,
    status: 'completed',
    createdAt: new Date(1.7e12 + i),
    latestTraining: { id: i, state: 'completed', target: 'output_t_h', progress: 1, createdAt: new Date(1.7e12 + i) },
    lastResult: {
      trainingId: i,
      target: 'output_t_h',
      r2: 0.9,
      leadingFeature: 'furnace_T',
      finishedAt: new Date(1.7e12),
    },
  })),
  nextCursor: null,
})

const rounds = 2_000
/** Best of five, in microseconds a call: the least disturbed by whatever else the machine does. */
const measure = (call: () => unknown): number => {
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const start = performance.now()
    for (let i = 0; i < rounds; i++) call()
    best = Math.min(best, ((performance.now() - start) * 1_000) / rounds)
  }
  return best
}

const answer = page(16)
const stringify = measure(() => JSON.stringify(answer))
const ours = measure(() => JSON.stringify(serialize(answer)))
const stock = measure(() => JSON.stringify(superjson.serialize(answer)))
process.stdout.write(
  `16 rows: JSON.stringify alone 1.0, ours ${(ours / stringify).toFixed(1)}, superjson ${(stock / stringify).toFixed(1)} (1.0 = ${stringify.toFixed(0)} µs)\n`,
)
