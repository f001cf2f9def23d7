import { expect, test } from 'vitest'
import {
  isTerminal,
  machineStatuses,
  statesOfStatus,
  terminalStates,
  toMachineStatus,
  trainingStates,
} from './states.ts'

test('exactly the last three states are terminal', () => {
  expect(trainingStates.filter(isTerminal)).toEqual(terminalStates)
})

test.each([
  [null, 'created'],
  ['queued', 'queued'],
  ['sending', 'training'],
  ['training', 'training'],
  ['storing', 'training'],
  ['completed', 'completed'],
  ['failed', 'failed'],
] as const)('a machine whose latest training is %s shows as %s', (state, status) => {
  expect(toMachineStatus(state)).toBe(status)
})

test('each state that shows belongs to exactly one status', () => {
  const listed = machineStatuses.flatMap(statesOfStatus)
  expect(listed.toSorted()).toEqual(trainingStates.filter((state) => state !== 'cancelled').toSorted())
})
