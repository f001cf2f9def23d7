import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { applyMappers, fitMappers } from '../src/bins.ts'
import { Crew, train } from '../src/index.ts'
import { makeTable } from './data.ts'
import { clock, peakMegabytes, score, usage } from './measure.ts'

// Times every stage on seeded data: `speed.ts [--rows 10000,100000,1000000] [--threads 1,2] [--width 50] [--rounds 200]`.
// Each case runs in a process of its own, for its peak memory; `--case` is that process.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    threads: { type: 'string', default: '1,2' },
    width: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '200' },
    'test-rows': { type: 'string', default: '20000' },
    'shap-rows': { type: 'string', default: '2000' },
    case: { type: 'boolean', default: false },
  },
})

function measureCase(rows: number, threads: number): Record<string, number> {
  const width = Number(values.width)
  const { columns, target } = makeTable(rows, width, 1)
  const test = makeTable(Number(values['test-rows']), width, 2)
  const inputMb = peakMegabytes()
  const crew = new Crew(threads - 1, () => new Worker(new URL('helper.ts', import.meta.url)))
  const fitting = clock()
  const model = train(columns, target, { rounds: Number(values.rounds), crew })
  const fit = fitting()
  const peakMb = peakMegabytes()
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

if (values.case) process.stdout.write(`${JSON.stringify(measureCase(Number(values.rows), Number(values.threads)))}\n`)
else {
  for (const rows of list(values.rows)) {
    for (const threads of list(values.threads)) {
      const own = ['--case', '--rows', String(rows), '--threads', String(threads)]
      const rest = ['--width', values.width, '--rounds', values.rounds, '--test-rows', values['test-rows']]
      const options = [...rest, '--shap-rows', values['shap-rows']]
      spawnSync(process.execPath, [import.meta.filename, ...own, ...options], { stdio: 'inherit' })
    }
  }
}
