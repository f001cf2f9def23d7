import { AppRequestError } from '@alavanca/api'
import type { AppErrorData } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { createFailure } from './create-failure.ts'

const refusal = (code: AppErrorData['code'], reason?: string) =>
  new AppRequestError(502, {
    code,
    message: '',
    params: reason === undefined ? [] : [{ name: 'reason', value: reason }],
  })

it('tells a model service that refuses from one that does not answer', () => {
  expect(createFailure(refusal('model_service_failed', 'rejected'))).toBe('refused')
  expect(createFailure(refusal('model_service_failed', 'unreachable'))).toBe('silent')
  expect(createFailure(refusal('model_service_failed'))).toBe('silent')
})

it('leaves every other failure to the general sentences', () => {
  expect(createFailure(refusal('unavailable'))).toBeUndefined()
  expect(createFailure(new TypeError('Failed to fetch'))).toBeUndefined()
})
