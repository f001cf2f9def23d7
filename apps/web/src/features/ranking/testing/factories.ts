import type { Ranking, RankingEntry } from '@alavanca/contract'

/** A variable `v<position>` of which nothing is known but its share and an effect ten times as large. */
export const entry = (position: number, share: number, over: Partial<RankingEntry> = {}): RankingEntry => ({
  position,
  feature: `v${position}`,
  share,
  scoreFinal: share,
  importanceShapMeanAbs: share * 10,
  importanceNative: null,
  shapNorm: null,
  nativeNorm: null,
  direction: null,
  directionCode: null,
  extra: [],
  ...over,
})

export const ranking = (entries: RankingEntry[], over: Partial<Ranking> = {}): Ranking => ({
  machineId: 1,
  trainingId: 12,
  target: 'strength',
  fileName: 'mix.csv',
  rows: 1030,
  finishedAt: new Date('2026-03-04T05:06:07Z'),
  metrics: null,
  entries,
  ...over,
})
