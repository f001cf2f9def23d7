import { attemptOutcomes, deliveryOutcomes } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { attemptTone, deliveryTone } from './log-tone.ts'

it('calls good what had its effect, and trouble only what somebody should look into', () => {
  expect(deliveryOutcomes.filter((outcome) => deliveryTone(outcome) === 'good')).toEqual(['applied'])
  expect(deliveryOutcomes.filter((outcome) => deliveryTone(outcome) === 'bad')).toEqual([
    'bad_signature',
    'bad_body',
    'wrong_model',
  ])
  expect(attemptOutcomes.filter((outcome) => attemptTone(outcome) !== 'bad')).toEqual(['accepted', 'abandoned'])
})
