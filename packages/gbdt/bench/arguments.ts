import { parseArgs } from 'node:util'

export interface Arguments {
  train: string
  test: string
  target: string
  threads: number
  shapRows: number
}

export const usageLine =
  'run.ts --train FILE.csv --test FILE.csv --target NAME [--threads N] [--shap-rows N]; one thread and 1,000 rows by default'

const MOST_THREADS = 64
/** More rows than any table has: all there are. */
const MOST_ROWS = 1e12

/** @throws Error that says in one sentence which option is wrong, and what it must be */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parsed(args)
  const required = (name: 'train' | 'test' | 'target'): string => {
    const value = values[name]
    if (value === undefined || value === '') throw new Error(`--${name} is missing: ${usageLine}`)
    return value
  }
  return {
    train: required('train'),
    test: required('test'),
    target: required('target'),
    threads: whole('--threads', values.threads, 1, MOST_THREADS),
    shapRows: whole('--shap-rows', values['shap-rows'], 0, MOST_ROWS),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        train: { type: 'string' },
        test: { type: 'string' },
        target: { type: 'string' },
        threads: { type: 'string', default: '1' },
        'shap-rows': { type: 'string', default: '1000' },
      },
    })
  } catch (error) {
    // Node adds what else might have been meant, in sentences of its own.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/)
    throw new Error(`${what}: ${usageLine}`, { cause: error })
  }
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  const range = most === MOST_ROWS ? `${least} or more` : `from ${least} to ${most}`
  throw new Error(`${option}: expected a whole number, ${range}, got '${text}'`)
}

/** Does the work; what goes wrong is told in a sentence and ends with exit code 1. */
export async function orSay(work: () => void | Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
