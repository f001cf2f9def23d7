import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { applyMappers, fitMappers } from '../src/bins/bins.ts'
import { train } from '../src/index.ts'
import { makeTable, makeWeights, openTable, type Table } from './data.ts'
import { hire } from './hire.ts'
import { clock, peakMegabytes, score, usage } from './measure.ts'

// One case of speed.ts and versus.ts, in a process of its own for its peak memory: on tables it makes itself, or on those
// in `--folder`, which others read too. Its last line is one JSON object.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000' },
    threads: { type: 'string', default: '1' },
    width: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '200' },
    'test-rows': { type: 'string', default: '20000' },
    'shap-rows': { type: 'string', default: '2000' },
    folder: { type: 'string' },
    single: { type: 'boolean', default: false },
    weights: { type: 'boolean', default: false },
  },
})
const rows = Number(values.rows)
const width = Number(values.width)

const tableOf = (name: string, count: number, seed: number): Table =>
  values.folder === undefined
    ? makeTable(count, width, seed, values.single)
    : openTable(join(values.folder, name), count, width)

const { columns, target } = tableOf('train', rows, 1)
const weighted = values.weights ? { weights: makeWeights(rows) } : {}
const input_mb = peakMegabytes()
const crew = hire(Number(values.threads) - 1)
const fitting = clock()
const model = train(columns, target, { rounds: Number(values.rounds), ...weighted, crew })
const fit = fitting()
const fit_peak_mb = peakMegabytes()
const test = tableOf('test', Number(values['test-rows']), 2)
const { predicted, predict, shap } = usage(model, test.columns, Number(values['shap-rows']), crew)
crew.close()
const peak_rss_mb = peakMegabytes()
// Training has binned already: once more, to know its share.
const binning = clock()
applyMappers(fitMappers(columns, 255), columns, rows)
const bin = binning()
const figures = {
  rows,
  threads: Number(values.threads),
  bin_s: bin.wall,
  fit_s: fit.wall,
  fit_cpu_s: fit.cpu,
  predict_s: predict.wall,
  predict_cpu_s: predict.cpu,
  shap_s: shap.wall,
  shap_cpu_s: shap.cpu,
  r2: score(test.target, predicted).r2,
  input_mb,
  fit_peak_mb,
  peak_rss_mb,
}
process.stdout.write(`${JSON.stringify(figures)}\n`)
