import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeTable } from './data.ts'

// Side by side with XGBoost and scikit-learn, in alternation, with equal parameters (depth 6, 200 rounds, rate 0.1, about
// 256 bins): `versus.ts [--rows 10000,100000] [--threads 1,2] [--repeats 3]`. Needs Debian's python3-xgboost and
// python3-sklearn; without them it says so and does nothing.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    threads: { type: 'string', default: '1,2' },
    repeats: { type: 'string', default: '3' },
    python: { type: 'string', default: '/usr/bin/python3' },
    with: { type: 'string', default: 'xgboost,sklearn' },
    write: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})

const WIDTH = 50
const TEST_ROWS = 20_000
const SHAP_ROWS = 2_000
const list = (text: string): number[] => text.split(',').map(Number)

type Figures = Record<string, number>

function call(command: string, args: readonly string[]): Figures {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ended with ${status}\n${stderr}`)
  const parsed: Figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  return parsed
}

/** Column-major 32-bit floats, as reference.py reads them. */
function write(path: string, rows: number, seed: number): void {
  const { columns, target } = makeTable(rows, WIDTH, seed)
  const cells = new Float32Array(rows * WIDTH)
  columns.forEach((column, f) => cells.set(column, f * rows))
  writeFileSync(`${path}.x`, cells)
  writeFileSync(`${path}.y`, Float32Array.from(target))
}

/** In a process of its own: peak memory is handed on to processes started later. */
function writeApart(path: string, rows: number, seed: number): void {
  const args = [import.meta.filename, '--write', path, '--rows', String(rows), '--seed', String(seed)]
  spawnSync(process.execPath, args, { stdio: 'inherit' })
}

/** The least of each figure: the run least disturbed by whatever else the machine does. */
function least(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, Math.min(...runs.map((run) => run[name] ?? Infinity))]))
}

function compare(folder: string, rows: number, threads: number, libraries: readonly string[]): void {
  const numbers = [rows, WIDTH, TEST_ROWS, threads, SHAP_ROWS].map(String)
  const speed = join(import.meta.dirname, 'speed.ts')
  const caseOf = ['--case', '--rows', String(rows), '--threads', String(threads)]
  const contenders: [string, () => Figures][] = [
    ['ours', () => call(process.execPath, [speed, ...caseOf])],
    ...libraries.map((library): [string, () => Figures] => [
      library,
      () => call(values.python, [join(import.meta.dirname, 'reference.py'), library, folder, ...numbers]),
    ]),
  ]
  const runs = new Map(contenders.map(([name]): [string, Figures[]] => [name, []]))
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    for (const [name, run] of contenders) runs.get(name)?.push(run())
  }
  const best = new Map([...runs].map(([name, figures]) => [name, least(figures)]))
  const ours = best.get('ours') ?? {}
  for (const [name, figures] of best) {
    const shown = ['fit_s', 'fit_cpu_s', 'predict_s', 'shap_s', 'shap_cpu_s', 'r2', 'peak_rss_mb'].map((key) => {
      const value = figures[key]
      if (value === undefined) return `${key} -`
      const ratio = name === 'ours' || key === 'r2' ? '' : ` (${((ours[key] ?? NaN) / value).toFixed(2)})`
      return `${key} ${value < 10 ? value.toFixed(key === 'r2' ? 4 : 3) : value.toFixed(0)}${ratio}`
    })
    process.stdout.write(`${rows} rows, ${threads} threads, ${name}: ${shown.join('  ')}\n`)
  }
}

const available = values.with
  .split(',')
  .filter((library) => spawnSync(values.python, ['-c', `import ${library}`]).status === 0)
if (values.write !== undefined) write(values.write, Number(values.rows), Number(values.seed))
else if (!existsSync(values.python) || available.length === 0) {
  process.stdout.write('nothing to compare with: install python3-xgboost and python3-sklearn\n')
} else {
  const folder = mkdtempSync(join(tmpdir(), 'gbdt-versus-'))
  try {
    writeApart(join(folder, 'test'), TEST_ROWS, 2)
    for (const rows of list(values.rows)) {
      writeApart(join(folder, 'train'), rows, 1)
      for (const threads of list(values.threads)) compare(folder, rows, threads, available)
    }
    process.stdout.write(
      `In brackets: ours divided by theirs. Load of the machine at the end: ${loadavg()[0]?.toFixed(1)}\n`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
