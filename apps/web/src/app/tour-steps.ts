import type { TrainingState } from '@alavanca/contract'

/** The walk through the sample, in its order; `waiting` as long as its analysis runs. */
export const tourSteps = ['waiting', 'answer', 'insights', 'quality', 'table', 'own'] as const
export type TourStep = (typeof tourSteps)[number]

/** Where the walk really is: nothing can be read before the analysis has ended, and then the reading begins. */
export const currentStep = (step: TourStep, state: TrainingState | null): TourStep => {
  if (state !== 'completed') return 'waiting'
  return step === 'waiting' ? 'answer' : step
}

export interface Neighbours {
  number: number
  count: number
  previous: TourStep | undefined
  next: TourStep | undefined
}

/** Nobody goes back to waiting. */
export const neighboursOf = (step: TourStep): Neighbours => {
  const index = tourSteps.indexOf(step)
  return {
    number: index + 1,
    count: tourSteps.length,
    previous: index > 1 ? tourSteps[index - 1] : undefined,
    next: step === 'waiting' ? undefined : tourSteps[index + 1],
  }
}
