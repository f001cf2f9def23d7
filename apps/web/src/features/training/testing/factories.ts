import type { Training } from '@alavanca/contract'

export const training = (id: number, over: Partial<Training> = {}): Training => ({
  id,
  machineId: 1,
  datasetId: 1,
  fileName: 'mix.csv',
  rows: 10,
  target: 'strength',
  state: 'completed',
  progress: null,
  stage: null,
  retryOf: null,
  attempts: 1,
  nextAttemptAt: null,
  createdAt: new Date(0),
  sentAt: null,
  finishedAt: null,
  deadlineAt: null,
  failure: null,
  metrics: null,
  ...over,
})
