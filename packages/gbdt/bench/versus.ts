import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeTable } from './data.ts'
import { type Figures, lastLine, withCases } from './run-case.ts'

// Side by side with XGBoost and scikit-learn, in alternation, with equal parameters (depth 6, 200 rounds, rate 0.1, about
// 256 bins): `versus.ts [--rows 10000,100000] [--threads 1,2] [--repeats 3] [--weights]`. Needs Debian's
// python3-xgboost and python3-sklearn; without them it says so and does nothing. All read the same files of 32-bit floats.
// `--weights` trains on rows of different weights.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    threads: { type: 'string', default: '1,2' },
    repeats: { type: 'string', default: '3' },
    python: { type: 'string', default: '/usr/bin/python3' },
    with: { type: 'string', default: 'xgboost,sklearn' },
    weights: { type: 'boolean', default: false },
    write: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})

const WIDTH = 50
const TEST_ROWS = 20_000
const SHAP_ROWS = 2_000
const SHOWN = [
  'fit_s',
  'fit_cpu_s',
  'predict_s',
  'predict_cpu_s',
  'shap_s',
  'shap_cpu_s',
  'r2',
  'fit_peak_mb',
  'peak_rss_mb',
]
const list = (text: string): number[] => text.split(',').map(Number)

/** In a process of its own, so that this one stays small beside those it measures. */
function writeApart(path: string, rows: number, seed: number): void {
  const args = [import.meta.filename, '--write', path, '--rows', String(rows), '--seed', String(seed)]
  spawnSync(process.execPath, args, { stdio: 'inherit' })
}

/** The least of each figure: the run least disturbed by whatever else the machine does. */
function least(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, Math.min(...runs.map((run) => run[name] ?? Infinity))]))
}

function show(what: string, ours: Figures, figures: Figures): void {
  const shown = SHOWN.map((key) => {
    const value = figures[key]
    if (value === undefined) return `${key} -`
    const ratio = figures === ours || key === 'r2' ? '' : ` (${((ours[key] ?? NaN) / value).toFixed(2)})`
    return `${key} ${value < 10 ? value.toFixed(key === 'r2' ? 4 : 3) : value.toFixed(0)}${ratio}`
  })
  process.stdout.write(`${what}: ${shown.join('  ')}\n`)
}

function callReference(library: string, folder: string, rows: number, threads: number): Figures {
  const numbers = [rows, WIDTH, TEST_ROWS, threads, SHAP_ROWS].map(String)
  const args = [join(import.meta.dirname, 'reference.py'), library, folder, ...numbers]
  if (values.weights) args.push('weights')
  return lastLine(library, spawnSync(values.python, args, { encoding: 'utf8' }))
}

function compare(contenders: ReadonlyMap<string, () => Figures>, what: string): void {
  const runs = new Map([...contenders.keys()].map((name): [string, Figures[]] => [name, []]))
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    for (const [name, run] of contenders) runs.get(name)?.push(run())
  }
  const best = new Map([...runs].map(([name, figures]) => [name, least(figures)]))
  const ours = best.get('ours') ?? {}
  for (const [name, figures] of best) show(`${what}, ${name}`, ours, figures)
}

function compareAll(folder: string, libraries: readonly string[]): void {
  writeApart(join(folder, 'test'), TEST_ROWS, 2)
  withCases((runCase) => {
    for (const rows of list(values.rows)) {
      writeApart(join(folder, 'train'), rows, 1)
      for (const threads of list(values.threads)) {
        const args = ['--folder', folder, '--rows', String(rows), '--threads', String(threads)]
        if (values.weights) args.push('--weights')
        const contenders = new Map([['ours', () => runCase(args)]])
        for (const library of libraries) contenders.set(library, () => callReference(library, folder, rows, threads))
        compare(contenders, `${rows} rows, ${threads} threads`)
      }
    }
  })
}

const available = values.with
  .split(',')
  .filter((library) => spawnSync(values.python, ['-c', `import ${library}`]).status === 0)
if (values.write !== undefined) writeTable(values.write, Number(values.rows), WIDTH, Number(values.seed))
else if (!existsSync(values.python) || available.length === 0) {
  process.stdout.write('nothing to compare with: install python3-xgboost and python3-sklearn\n')
} else {
  const folder = mkdtempSync(join(tmpdir(), 'gbdt-versus-'))
  try {
    compareAll(folder, available)
    const load = loadavg()[0]?.toFixed(1)
    process.stdout.write(`In brackets: ours divided by theirs. Load of the machine at the end: ${load}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
