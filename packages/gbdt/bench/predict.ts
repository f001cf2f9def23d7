import { type Column, type Model, train, type TrainOptions } from '../src/index.ts'
import { openModel } from '../src/model/layout.ts'
import { predictInto } from '../src/model/predict.ts'
import { makeTable, type Table } from './data.ts'
import { clock } from './measure.ts'
import { hire } from './hire.ts'

// Predictions by the compiled kernel against those of the walk in TypeScript, in turns, the least of five by CPU time, for
// trees of several shapes; one repeat of permutation importance against a prediction of the same rows; and both on two
// threads against one, by the wall, predictions of ten times the rows: `predict.ts`.

const WIDTH = 50
const ROWS = 20_000
const TURNS = 5

interface Input {
  columns: Column[]
  target: Float64Array
}

const asCategories = ({ columns, target }: Table): Input => ({
  columns: columns.map((column, f) => (f < 10 ? Int32Array.from(column, (x) => Math.floor(x * 30) % 30) : column)),
  target,
})

const withGaps = ({ columns, target }: Table): Input => ({
  columns: columns.map((column, f) => column.map((x, i) => ((i * 7 + f * 13) % 5 === 0 ? NaN : x))),
  target,
})

const cases: [name: string, prepare: (table: Table) => Input, options: TrainOptions][] = [
  ['200 trees of depth 6', (table) => table, {}],
  ['the same, a fifth of the cells missing', withGaps, {}],
  ['the same, ten columns of 30 categories', asCategories, {}],
  ['200 trees of 31 leaves', (table) => table, { growth: 'leaf' }],
  ['40 trees of depth 14', (table) => table, { rounds: 40, maxDepth: 14 }],
]

function least(turns: number, contenders: readonly (() => number)[]): number[] {
  const best = contenders.map(() => Infinity)
  for (let turn = 0; turn < turns; turn++) {
    contenders.forEach((run, k) => {
      best[k] = Math.min(best[k] ?? Infinity, run())
    })
  }
  return best
}

const timed =
  (by: 'cpu' | 'wall', work: () => void): (() => number) =>
  () => {
    const tell = clock()
    work()
    return tell()[by]
  }

const ratio = (a = NaN, b = NaN): string => (a / b).toFixed(2)

function compareKernel(name: string, model: Model, { columns }: Input): void {
  const opened = openModel(model.buffer)
  const out = new Float64Array(ROWS)
  const [plain, compiled] = least(TURNS, [
    timed('cpu', () => predictInto(opened, columns, out, 0)),
    timed('cpu', () => predictInto(opened, columns, out)),
  ])
  process.stdout.write(`${name}: compiled ${compiled} s (${ratio(compiled, plain)} of ${plain} s in TypeScript)\n`)
}

function comparePermutation(model: Model, { columns, target }: Input): void {
  const crew = hire(1)
  const permute = (options: object) => model.permutationImportance(columns, target, { repeats: 1, ...options })
  const [predict, permutation] = least(TURNS, [
    timed('cpu', () => model.predict(columns)),
    timed('cpu', () => permute({})),
  ])
  process.stdout.write(`permutation importance, one repeat: ${ratio(permutation, predict)} predictions\n`)
  const many = makeTable(10 * ROWS, WIDTH, 3).columns
  const walls = least(TURNS, [
    timed('wall', () => model.predict(many)),
    timed('wall', () => model.predict(many, undefined, { crew })),
    timed('wall', () => permute({})),
    timed('wall', () => permute({ crew })),
  ])
  crew.close()
  process.stdout.write(`two threads against one: ${ratio(walls[1], walls[0])}, ${ratio(walls[3], walls[2])}\n`)
}

cases.forEach(([name, prepare, options], k) => {
  const { columns, target } = prepare(makeTable(10_000, WIDTH, 1))
  const model = train(columns, target, options)
  const test = prepare(makeTable(ROWS, WIDTH, 2))
  compareKernel(name, model, test)
  if (k === 0) comparePermutation(model, test)
})
