import type { TrainingState } from '@alavanca/contract'
import { describe, expect, it } from 'vitest'
import { patchBegun, patchMachine, patchPages, patchTraining, type TrainingChange } from './patch.ts'
import { aMachine, aTraining } from './testing/factories.ts'

const to = (state: TrainingState, over: Partial<TrainingChange> = {}): TrainingChange => ({
  id: 7,
  state,
  progress: null,
  stage: null,
  ...over,
})

describe('a training', () => {
  it('takes state, progress and stage', () => {
    const patched = patchTraining(aTraining(), to('training', { progress: 0.4, stage: 'boosting' }))
    expect(patched).toEqual(aTraining({ state: 'training', progress: 0.4, stage: 'boosting' }))
  })

  it('stays itself when nothing changes or another one is meant', () => {
    const training = aTraining()
    expect(patchTraining(training, to('queued'))).toBe(training)
    expect(patchTraining(training, to('completed', { id: 8 }))).toBe(training)
  })

  it('may wait again after it was being sent', () => {
    expect(patchTraining(aTraining({ state: 'sending' }), to('queued')).state).toBe('queued')
  })

  it('never leaves a terminal state', () => {
    const training = aTraining({ state: 'cancelled' })
    expect(patchTraining(training, to('completed'))).toBe(training)
  })
})

describe('a machine', () => {
  it('shows the state of its latest training', () => {
    const patched = patchMachine(aMachine(), 1, to('storing'))
    expect(patched.status).toBe('training')
    expect(patched.latestTraining?.state).toBe('storing')
  })

  it('shows a training that is newer than the one it knows', () => {
    const patched = patchMachine(aMachine({ status: 'completed' }), 1, to('queued', { id: 9 }))
    expect(patched.status).toBe('queued')
    expect(patched.latestTraining?.id).toBe(7)
    expect(patchMachine(aMachine({ status: 'created', latestTraining: null }), 1, to('sending')).status).toBe(
      'training',
    )
  })

  it('ignores older trainings, cancelled ones and other machines', () => {
    const machine = aMachine()
    expect(patchMachine(machine, 1, to('failed', { id: 5 }))).toBe(machine)
    expect(patchMachine(machine, 1, to('cancelled'))).toBe(machine)
    expect(patchMachine(machine, 2, to('failed'))).toBe(machine)
  })

  it('shows the training that was just begun, but for what the stream told before its answer came', () => {
    const begun = aTraining({ id: 8, state: 'queued' })
    const known = aMachine({ status: 'completed' })
    expect(patchBegun(known, begun)).toEqual({ ...known, status: 'queued', latestTraining: begun })
    expect(patchBegun(aMachine({ latestTraining: null }), begun).latestTraining).toBe(begun)
    const ahead = aMachine({ status: 'training', latestTraining: aTraining({ id: 8, state: 'training' }) })
    expect(patchBegun(ahead, begun)).toBe(ahead)
  })

  it('shows how far its latest training is', () => {
    const training = { ...to('training'), progress: 0.5 }
    const machine = patchMachine(aMachine(), 1, training)
    expect(machine.latestTraining?.progress).toBe(0.5)
    expect(patchMachine(machine, 1, { ...training, progress: 0.6 }).latestTraining?.progress).toBe(0.6)
    expect(patchMachine(machine, 1, training)).toBe(machine)
  })
})

describe('pages', () => {
  const data = { pages: [{ items: [1, 2] }, { items: [3] }], pageParams: [null, 'x'] }

  it('replace what changes and keep the rest', () => {
    const patched = patchPages(data, (item: number) => (item === 3 ? 30 : item))
    expect(patched.pages).toEqual([{ items: [1, 2] }, { items: [30] }])
    expect(patched.pages[0]).toBe(data.pages[0])
  })

  it('stay themselves when nothing changes', () => {
    expect(patchPages(data, (item: number) => item)).toBe(data)
  })
})
