import { expect, it } from 'vitest'
import { knownStage } from './stage.ts'

it('knows the words of our own service and no others', () => {
  expect(knownStage('boosting')).toBe('boosting')
  expect(knownStage('ajustando hiperparâmetros')).toBeUndefined()
})
