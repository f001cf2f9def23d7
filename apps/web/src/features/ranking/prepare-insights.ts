import type { Direction } from './direction.ts'
import type { Row } from './prepare-ranking.ts'

const cards = 3

/** What is said about a leading variable; `effect` is null where the model service did not measure it. */
export interface Insight {
  key: string
  position: number
  name: string
  share: number
  effect: number | null
  direction: Direction
}

/** The first variables that weigh anything: a card about no influence would say nothing. */
export const prepareInsights = (rows: readonly Row[]): Insight[] =>
  rows
    .filter(({ share }) => share > 0)
    .slice(0, cards)
    .map(({ key, position, name, share, effect, direction }) => ({ key, position, name, share, effect, direction }))
