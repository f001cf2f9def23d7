import type { PostgresServer } from '@alavanca/postgres'
import type { Bug } from './bugs.ts'
import type { Random } from './random.ts'
import { Stage } from './stage.ts'

/** What one run of a promise's test works with. */
export interface Trial {
  postgres: PostgresServer
  random: Random
  /** Name of a deliberate one. */
  bug: string | null
  hurry: boolean
  /** Notes a figure of the run. */
  note: (name: string, value: number | string) => void
}

export type Size = 'small' | 'full'

interface Definition<Counts> {
  id: string
  promise: string
  /** Deliberate bugs, and how the run tells of each. */
  bugs: Partial<Record<Bug, RegExp>>
  counts: Record<Size, Counts>
  /** @returns how the promise was broken, a sentence each */
  run: (trial: Trial, counts: Counts) => Promise<string[]>
}

export interface PromiseTest extends Pick<Definition<never>, 'id' | 'promise' | 'bugs'> {
  run: (trial: Trial, size: Size) => Promise<string[]>
}

export const definePromise = <Counts>({ counts, run, ...words }: Definition<Counts>): PromiseTest => ({
  ...words,
  run: (trial, size) => run(trial, counts[size]),
})

type StageOptions = Partial<Parameters<typeof Stage.open>[0]>

/** A stage for the time of `body`. */
export const onStage = async (
  { postgres, bug, hurry }: Trial,
  options: StageOptions,
  body: (stage: Stage) => Promise<string[]>,
): Promise<string[]> => {
  const stage = await Stage.open({ postgres, bug, hurry, ...options })
  try {
    return await body(stage)
  } finally {
    await stage.close()
  }
}
