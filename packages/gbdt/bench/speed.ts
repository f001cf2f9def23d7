import { parseArgs } from 'node:util'
import { type Figures, withCases } from './run-case.ts'

// Times every stage on seeded data: `speed.ts [--rows 10000,100000,1000000] [--threads 1,2] [--width 50] [--rounds 200]`.
// Each case runs in a process of its own, for its peak memory.
// `--single` hands the columns over as 32-bit floats, which is how 5 million rows of 50 fit in 1.5 GB:
// `speed.ts --rows 5000000 --single --rounds 10`. `--weights` trains on rows of different weight.
// `--growth` trains on ever more rows, then columns, and tells how much longer each doubling takes.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    threads: { type: 'string', default: '1,2' },
    width: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '200' },
    'test-rows': { type: 'string', default: '20000' },
    'shap-rows': { type: 'string', default: '2000' },
    single: { type: 'boolean', default: false },
    weights: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    repeats: { type: 'string', default: '3' },
  },
})

const list = (text: string): number[] => text.split(',').map(Number)

const same = ['--rounds', values.rounds, '--test-rows', values['test-rows'], '--shap-rows', values['shap-rows']]
if (values.single) same.push('--single')
if (values.weights) same.push('--weights')

const argsOf = (rows: number, threads: number, width: number | string): string[] =>
  ['--rows', String(rows), '--threads', String(threads), '--width', String(width)].concat(same)

/** CPU time of each size, the least of some turns, as a multiple of that of half the size. */
function showGrowth(what: string, sizes: readonly number[], run: (size: number) => Figures): void {
  const least = sizes.map(() => Infinity)
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    sizes.forEach((size, k) => {
      least[k] = Math.min(least[k] ?? Infinity, run(size)['fit_cpu_s'] ?? NaN)
    })
  }
  const shown = sizes.map((size, k) => {
    const before = least[k - 1]
    const ratio = before === undefined ? '' : ` (${((least[k] ?? NaN) / before).toFixed(2)})`
    return `${size}: ${(least[k] ?? NaN).toFixed(2)} s${ratio}`
  })
  process.stdout.write(`${what}: ${shown.join(', ')}\n`)
}

withCases((runCase) => {
  if (values.growth) {
    const sizes = [250_000, 500_000, 1_000_000, 2_000_000]
    showGrowth('rows', sizes, (rows) => runCase(argsOf(rows, 1, values.width)))
    showGrowth('columns', [25, 50, 100, 200], (width) => runCase(argsOf(100_000, 1, width)))
    return
  }
  for (const rows of list(values.rows)) {
    for (const threads of list(values.threads)) {
      process.stdout.write(`${JSON.stringify(runCase(argsOf(rows, threads, values.width)))}\n`)
    }
  }
})
