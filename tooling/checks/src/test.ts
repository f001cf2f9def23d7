import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { findChromium } from '@alavanca/browser/find'
import { verify, type Tally } from './verify.ts'

const root = path.resolve(import.meta.dirname, '../../..')

const inherit = (program: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })

/**
 * Once, before the rooms that need one run side by side: two that install it at the same time would be in each other's
 * way. Where there is none, the tests that need it fail and say so.
 */
const provideChromium = async (): Promise<void> => {
  try {
    process.env['CHROMIUM_PATH'] = await findChromium()
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
  }
}

/** Vitest would leave one processor free, and then on two do everything one after the other; databases and browsers take memory. */
const workers = Math.min(availableParallelism(), 4)

/** Counts from the report; a run that broke off without one, or outside any test, is a failure of its own. */
const runVitest = async (): Promise<Tally> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-test-'))
  const report = path.join(folder, 'report.json')
  try {
    const code = await inherit('vitest', [
      'run',
      `--maxWorkers=${workers}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ])
    const { numPassedTests: passed, numTotalTests: total } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number
      numTotalTests: number
    }
    // A skipped test did not pass.
    const failed = total - passed
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
  } catch (error) {
    process.stderr.write(`the tests left no report: ${String(error)}\n`)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const gates = await verify()
const built = await inherit('turbo', ['run', 'build', '--output-logs=errors-only'])
await provideChromium()
const tests = await runVitest()
const passed = gates.passed + tests.passed + (built === 0 ? 1 : 0)
const failed = gates.failed + tests.failed + (built === 0 ? 0 : 1)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
