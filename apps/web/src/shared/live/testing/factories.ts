import type { Change, Machine, MachinePage, Training, TrainingState } from '@alavanca/contract'

const at = new Date('2026-11-22T15:00:00Z')

export const aTraining = (over: Partial<Training> = {}): Training => ({
  id: 7,
  machineId: 1,
  datasetId: 3,
  fileName: 'concrete.csv',
  rows: 1030,
  target: 'compressive_strength',
  state: 'queued',
  progress: null,
  stage: null,
  retryOf: null,
  attempts: 0,
  nextAttemptAt: null,
  createdAt: at,
  sentAt: null,
  finishedAt: null,
  deadlineAt: null,
  failure: null,
  metrics: null,
  ...over,
})

export const aMachine = (over: Partial<Machine> = {}): Machine => ({
  id: 1,
  name: 'Forno 2',
  modelId: 11,
  status: 'queued',
  createdAt: at,
  latestTraining: { id: 7, state: 'queued', target: 'compressive_strength', progress: null, createdAt: at },
  lastResult: null,
  ...over,
})

export const aChange = (state: TrainingState, over: Partial<NonNullable<Change['training']>> = {}): Change => ({
  kind: 'training',
  machineId: 1,
  training: { id: 7, state, progress: null, stage: null, ...over },
  at,
})

export const aPage = (items: Machine[]): MachinePage => ({ items, nextCursor: null, total: items.length })
