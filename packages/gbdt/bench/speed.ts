import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { applyMappers, fitMappers } from '../src/bins.ts'
import { Crew, train } from '../src/index.ts'
import { makeTable } from './data.ts'
import { clock, peakMegabytes, score, usage } from './measure.ts'

// Times every stage on seeded data: `speed.ts [--rows 10000,100000,1000000] [--threads 1,2] [--width 50] [--rounds 200]`.
// Each case runs in a process of its own, for its peak memory; `--case` is that process. `--single` hands the columns over
// as 32-bit floats, which is how 5 million rows of 50 fit in 1.5 GB: `speed.ts --rows 5000000 --single --rounds 10`.
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
    growth: { type: 'boolean', default: false },
    repeats: { type: 'string', default: '3' },
    case: { type: 'boolean', default: false },
  },
})

type Figures = Record<string, number>

function measureCase(rows: number, threads: number): Figures {
  const width = Number(values.width)
  const { columns, target } = makeTable(rows, width, 1, values.single)
  const inputMb = peakMegabytes()
  const crew = new Crew(threads - 1, () => new Worker(new URL('helper.ts', import.meta.url)))
  const fitting = clock()
  const model = train(columns, target, { rounds: Number(values.rounds), crew })
  const fit = fitting()
  const peakMb = peakMegabytes()
  const test = makeTable(Number(values['test-rows']), width, 2, values.single)
  const { predicted, predict, shap } = usage(model, test.columns, Number(values['shap-rows']), crew)
  crew.close()
  // Training has binned already: once more, to know its share.
  const binning = clock()
  applyMappers(fitMappers(columns, 255), columns, rows)
  const bin = binning()
  const { r2 } = score(test.target, predicted)
  return {
    rows,
    threads,
    bin_s: bin.wall,
    fit_s: fit.wall,
    fit_cpu_s: fit.cpu,
    predict_s: predict.wall,
    shap_s: shap.wall,
    shap_cpu_s: shap.cpu,
    r2,
    input_mb: inputMb,
    peak_rss_mb: peakMb,
  }
}

const list = (text: string): number[] => text.split(',').map(Number)

/** Runs a case in a process of its own. */
function runCase(rows: number, threads: number, width: string): Figures {
  const own = ['--case', '--rows', String(rows), '--threads', String(threads), '--width', width]
  const rest = ['--rounds', values.rounds, '--test-rows', values['test-rows'], '--shap-rows', values['shap-rows']]
  const options = values.single ? [...rest, '--single'] : rest
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, ...own, ...options])
  if (status !== 0) throw new Error(`the case of ${rows} rows ended with ${status}\n${stderr.toString()}`)
  const figures: Figures = JSON.parse(stdout.toString())
  return figures
}

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

if (values.case) process.stdout.write(`${JSON.stringify(measureCase(Number(values.rows), Number(values.threads)))}\n`)
else if (values.growth) {
  showGrowth('rows', [250_000, 500_000, 1_000_000, 2_000_000], (rows) => runCase(rows, 1, values.width))
  showGrowth('columns', [25, 50, 100, 200], (width) => runCase(100_000, 1, String(width)))
} else {
  for (const rows of list(values.rows)) {
    for (const threads of list(values.threads)) {
      process.stdout.write(`${JSON.stringify(runCase(rows, threads, values.width))}\n`)
    }
  }
}
