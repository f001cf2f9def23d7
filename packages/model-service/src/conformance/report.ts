import { catalogue, type CheckId, checkIds } from './catalogue.ts'

export interface CheckResult {
  id: CheckId
  required: boolean
  title: string
  /** `skipped`: an earlier failure left nothing to check. */
  outcome: 'passed' | 'failed' | 'skipped'
  detail?: string
}

export interface Report {
  /** Whether every required check passed. */
  conforms: boolean
  results: CheckResult[]
}

/** Why a check failed. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
}

export const ensure = (holds: boolean, detail: string): void => {
  if (!holds) throw new CheckFailure(detail)
}

/** Runs checks by id; what was never run counts as skipped. */
export const createRecorder = () => {
  const outcomes = new Map<CheckId, Pick<CheckResult, 'outcome' | 'detail'>>()
  return {
    /** Undefined when the check failed. */
    async check<T>(id: CheckId, body: () => Promise<T> | T): Promise<T | undefined> {
      try {
        const value = await body()
        outcomes.set(id, { outcome: 'passed' })
        return value
      } catch (error) {
        outcomes.set(id, { outcome: 'failed', detail: error instanceof Error ? error.message : String(error) })
        return undefined
      }
    },
    report(): Report {
      const results = checkIds.map((id): CheckResult => ({
        id,
        ...catalogue[id],
        outcome: 'skipped',
        ...outcomes.get(id),
      }))
      return { conforms: results.every(({ required, outcome }) => !required || outcome === 'passed'), results }
    },
  }
}
export type Recorder = ReturnType<typeof createRecorder>

const marks = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }

const section = (heading: string, results: CheckResult[]): string[] => [
  heading,
  ...results.map(
    ({ id, title, outcome, detail }) =>
      `  ${marks[outcome]}  ${id.padEnd(20)} ${title}${detail ? `\n        ${detail}` : ''}`,
  ),
]

/** The report as text, required and optional parts apart. */
export const formatReport = ({ conforms, results }: Report): string =>
  [
    ...section(
      'Required',
      results.filter(({ required }) => required),
    ),
    ...section(
      'Optional',
      results.filter(({ required }) => !required),
    ),
    conforms ? 'The service keeps the contract.' : 'The service does not keep the contract.',
    '',
  ].join('\n')
