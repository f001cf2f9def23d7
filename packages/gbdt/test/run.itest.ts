import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { score } from '../bench/measure.ts'
import { Random, train } from '../src/index.ts'

// The command that trains on one CSV and is judged on another, as a stranger would call it.

const script = path.resolve(import.meta.dirname, '../bench/run.ts')
const folder = mkdtempSync(path.join(tmpdir(), 'gbdt-run-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Calls the command in the folder of the files, which is not the one of the package. */
const run = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })

const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text)

/** Seeded rows of x, line, z and y. */
function makeRows(count: number, seed: number): string[][] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const line = random.below(3)
    const x = random.unit().toFixed(4)
    return [x, `line ${line}`, random.unit().toFixed(4), (3 * Number(x) + 2 * line).toFixed(4)]
  })
}

const HEADER = ['x', 'line', 'z', 'y']
const toCsv = (rows: readonly string[][], header = HEADER, mark = ','): string =>
  [header, ...rows].map((row) => row.join(mark)).join('\n')

const trainRows = makeRows(200, 1)
const testRows = makeRows(80, 2)
write('train.csv', toCsv(trainRows))
write('test.csv', toCsv(testRows))

/** Judged on this file, or on this text. */
const judge = (file: string, ...more: string[]) =>
  run('--train', 'train.csv', '--test', file, '--target', 'y', '--shap-rows', '5', ...more)

const changed = (change: (row: string[], i: number) => string[]): string => toCsv(testRows.map(change))

const figuresOf = ({ stdout }: Ended): Record<string, number | null> =>
  JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number | null>

/** What the library itself says of these rows. */
function expectedOf(training: readonly string[][], judged: readonly string[][]) {
  const columnsOf = (rows: readonly string[][]) => [
    Float64Array.from(rows, (row) => Number(row[0])),
    Int32Array.from(rows, (row) => Number(row[1]?.at(-1))),
    Float64Array.from(rows, (row) => Number(row[2])),
  ]
  const targetOf = (rows: readonly string[][]) => Float64Array.from(rows, (row) => Number(row[3]))
  const model = train(columnsOf(training), targetOf(training))
  return score(targetOf(judged), model.predict(columnsOf(judged)))
}

describe('what it prints', () => {
  it('is the figures of the library, as one JSON object on the last line, nothing else said', async () => {
    const ended = await judge('test.csv', '--threads', '2')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const figures = figuresOf(ended)
    expect(Object.keys(figures)).toEqual([
      'parse_s',
      'fit_s',
      'predict_s',
      'shap_s',
      'r2',
      'mae',
      'rmse',
      'peak_rss_mb',
    ])
    const { r2, mae, rmse } = expectedOf(trainRows, testRows)
    expect(figures['r2']).toBeCloseTo(r2, 6)
    expect(figures['mae']).toBeCloseTo(mae, 6)
    expect(figures['rmse']).toBeCloseTo(rmse, 6)
    expect(r2).toBeGreaterThan(0.9)
    // No Node is smaller.
    expect(figures['peak_rss_mb']).toBeGreaterThan(20)
  })

  it('is the same of columns in another order, more of them, with a byte order mark and decimal commas', async () => {
    const rows = testRows.map(([x = '', line = '', z = '', y = '']) =>
      [y, '7', z, line, x].map((c) => c.replace('.', ',')),
    )
    write('excel.csv', `\uFEFF${toCsv(rows, ['y', 'extra', 'z', 'line', 'x'], ';')}`)
    const ended = await judge('excel.csv')
    expect(ended.stderr).toBe("excel.csv: not used, since train.csv has no such column: 'extra'\n")
    expect(figuresOf(ended)['r2']).toBeCloseTo(expectedOf(trainRows, testRows).r2, 6)
  })

  it('leaves out rows without a target, in both files, and says how many', async () => {
    const some = (rows: readonly string[][]) => rows.filter((_, i) => i % 4 !== 0)
    const blank = ([x = '', line = '', z = '', y = '']: string[], i: number) => [x, line, z, i % 4 === 0 ? 'NA' : y]
    write('gaps.csv', toCsv(trainRows.map(blank)))
    write('test-gaps.csv', toCsv(testRows.map(blank)))
    const ended = await run('--train', 'gaps.csv', '--test', 'test-gaps.csv', '--target', 'y', '--shap-rows', '0')
    expect(ended.stderr.split('\n')).toEqual([
      "gaps.csv: 50 of 200 rows have no value in the target 'y' and are left out",
      "test-gaps.csv: 20 of 80 rows have no value in the target 'y' and are left out",
      '',
    ])
    expect(figuresOf(ended)['rmse']).toBeCloseTo(expectedOf(some(trainRows), some(testRows)).rmse, 6)
  })
})

describe('a test file that differs', () => {
  it.concurrent.each([
    ['an empty column', changed(([, ...rest]) => ['', ...rest]), ''],
    [
      'quoted line ends',
      toCsv(testRows, ['x', '"line"', '"z"', 'y']).replaceAll(/line (\d)/g, '"line\n$1"'),
      /80 cells hold/,
    ],
    [
      'unknown categories',
      changed(([x = '', , ...rest], i) => [x, i < 7 ? 'line 9' : 'line 1', ...rest]),
      /'line': 7 cells/,
    ],
    [
      'some text among numbers',
      changed(([x = '', ...rest], i) => [i < 3 ? 'off' : x, ...rest]),
      /'x' is numeric in train.csv; 3 cells of text such as 'off'/,
    ],
    ['one value of the target', changed(([x = '', line = '', z = '']) => [x, line, z, '0.1']), /r2 is null/],
  ])('by %s is judged on all the same', async (name, text, said) => {
    const file = `${name.replaceAll(' ', '-')}.csv`
    write(file, text)
    const ended = await judge(file)
    expect(ended.code).toBe(0)
    expect(ended.stderr).toMatch(said)
    expect(figuresOf(ended)['rmse']).toBeGreaterThan(0)
  })
})

describe('ends with exit code 1 and one sentence', () => {
  write(
    'no-x.csv',
    toCsv(
      testRows.map((row) => row.slice(1)),
      HEADER.slice(1),
    ),
  )
  write('big-x.csv', toCsv(testRows, ['X', 'line', 'z', 'y']))
  write(
    'text-x.csv',
    changed(([, ...rest]) => ['off', ...rest]),
  )
  write('empty.csv', '')
  write(
    'high.csv',
    changed(([x = '', line = '', z = '']) => [x, line, z, 'high']),
  )
  const files = (file: string, target = 'y') => ['--train', 'train.csv', '--test', file, '--target', target]

  it.concurrent.each([
    [files('none.csv'), 'none.csv: there is no such file; give the path of a CSV file'],
    [files('.'), '.: this is a folder; give the path of a CSV file'],
    [files('empty.csv'), 'empty.csv: The file is empty; send a CSV with a header line and rows.'],
    [
      files('no-x.csv'),
      "no-x.csv: there is no column 'x' (it has 'line', 'z', 'y'); add it as it is in train.csv, or take it out there",
    ],
    [
      files('big-x.csv'),
      "big-x.csv: there is no column 'x' (it has 'X', and names must be alike to the letter); add it as it is in train.csv, or take it out there",
    ],
    [
      files('text-x.csv'),
      "text-x.csv: column 'x' holds text such as 'off', and numbers in train.csv; give both files the same kind of column",
    ],
    [
      files('high.csv'),
      "high.csv: the target 'y' is not numeric, it holds text such as 'high'; empty those cells, or name a numeric column",
    ],
    [
      files('test.csv', 'w'),
      "train.csv: there is no column 'w' (it has 'x', 'line', 'z', 'y'); name one of its columns as the target",
    ],
    [[...files('test.csv'), '--threads', '0'], "--threads: expected a whole number, from 1 to 64, got '0'"],
    [[...files('test.csv'), '--threads', 'abc'], "--threads: expected a whole number, from 1 to 64, got 'abc'"],
    [[...files('test.csv'), '--shap-rows=-1'], "--shap-rows: expected a whole number, 0 or more, got '-1'"],
    [[...files('test.csv'), '--rows', '5'], /^Unknown option '--rows': run\.ts --train FILE\.csv .*$/],
    [['--train', 'train.csv'], /^--test is missing: run\.ts --train FILE\.csv .*$/],
  ])('called with %j', async (args, sentence) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const said = stderr.replace(/\n$/, '')
    if (typeof sentence === 'string') expect(said).toBe(sentence)
    else expect(said).toMatch(sentence)
  })
})
