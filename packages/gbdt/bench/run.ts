import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { type CsvTable, readTable } from '@alavanca/csv'
import { type Column, Crew, train } from '../src/index.ts'
import { clock, peakMegabytes, score, usage } from './measure.ts'

// Trains on one CSV and is judged on another:
// `run.ts --train FILE.csv --test FILE.csv --target NAME --threads N --shap-rows N`. Its last line is one JSON object.

const { values } = parseArgs({
  options: {
    train: { type: 'string' },
    test: { type: 'string' },
    target: { type: 'string' },
    threads: { type: 'string', default: '1' },
    'shap-rows': { type: 'string', default: '1000' },
  },
})

function required(name: 'train' | 'test' | 'target'): string {
  const value = values[name]
  if (value === undefined) throw new Error(`expected --${name}, got nothing`)
  return value
}

function targetOf({ columns }: CsvTable, name: string): Float64Array {
  const column = columns.find((candidate) => candidate.name === name)
  if (column?.kind !== 'numeric') throw new Error(`expected a numeric column '${name}', got ${column?.kind ?? 'none'}`)
  return column.values
}

/** The columns named as in training, with the categories numbered as there; unknown ones are missing. */
function columnsLike(table: CsvTable, training: CsvTable, target: string): Column[] {
  const wanted = training.columns.filter(({ name }) => name !== target)
  return wanted.map((like) => {
    const column = table.columns.find(({ name }) => name === like.name)
    if (column?.kind !== like.kind) {
      throw new Error(`column '${like.name}': expected ${like.kind} as in training, got ${column?.kind ?? 'none'}`)
    }
    if (column.kind === 'numeric' || like.kind === 'numeric')
      return column.kind === 'numeric' ? column.values : column.codes
    const codeOf = new Map(like.levels.map((level, code) => [level, code]))
    const known = column.levels.map((level) => codeOf.get(level) ?? -1)
    return column.codes.map((code) => known[code] ?? -1)
  })
}

const target = required('target')
const parsing = clock()
const training = await readTable(createReadStream(required('train')))
const test = await readTable(createReadStream(required('test')))
const columns = columnsLike(training, training, target)
const testColumns = columnsLike(test, training, target)
const trainTarget = targetOf(training, target)
const testTarget = targetOf(test, target)
const parse_s = parsing().wall

const crew = new Crew(Number(values.threads) - 1, () => new Worker(new URL('helper.ts', import.meta.url)))
const fitting = clock()
const model = train(columns, trainTarget, { crew })
const fit_s = fitting().wall
const shapRows = Math.min(Number(values['shap-rows']), testTarget.length)
const { predicted, predict, shap } = usage(model, testColumns, shapRows, crew)
crew.close()
const { r2, mae, rmse } = score(testTarget, predicted)
const result = {
  parse_s,
  fit_s,
  predict_s: predict.wall,
  shap_s: shap.wall,
  r2,
  mae,
  rmse,
  peak_rss_mb: peakMegabytes(),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
