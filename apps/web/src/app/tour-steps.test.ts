import { expect, it } from 'vitest'
import { currentStep, neighboursOf, type TourStep, tourSteps } from './tour-steps.ts'

it('waits as long as there is nothing to read, then begins with the answer', () => {
  expect(currentStep('waiting', 'queued')).toBe('waiting')
  expect(currentStep('table', 'training')).toBe('waiting')
  expect(currentStep('waiting', null)).toBe('waiting')
  expect(currentStep('waiting', 'completed')).toBe('answer')
  expect(currentStep('quality', 'completed')).toBe('quality')
})

it('leads from the answer to the end and back, never to waiting', () => {
  const forth: TourStep[] = ['answer']
  for (let step = neighboursOf('answer').next; step !== undefined; step = neighboursOf(step).next) forth.push(step)
  expect(forth).toEqual(tourSteps.slice(1))
  const back: TourStep[] = ['own']
  for (let step = neighboursOf('own').previous; step !== undefined; step = neighboursOf(step).previous) back.push(step)
  expect(back.toReversed()).toEqual(tourSteps.slice(1))
  expect(neighboursOf('waiting')).toEqual({ number: 1, count: 6, previous: undefined, next: undefined })
})
