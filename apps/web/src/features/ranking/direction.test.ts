import { expect, it } from 'vitest'
import { readDirection } from './direction.ts'

it('goes by the code, whatever the text says', () => {
  expect(readDirection({ directionCode: 'decreases', direction: 'Quando aumenta, reduz' })).toEqual({
    kind: 'decreases',
  })
})

it('reads a code that an old service sent as text', () => {
  expect(readDirection({ directionCode: null, direction: ' Increases ' })).toEqual({ kind: 'increases' })
})

it('keeps any other text as received', () => {
  const direction = 'Efeito misto, veja o gráfico'
  expect(readDirection({ directionCode: null, direction })).toEqual({ kind: 'given', text: direction })
})

it('knows when nothing was said', () => {
  expect(readDirection({ directionCode: null, direction: null })).toEqual({ kind: 'unknown' })
  expect(readDirection({ directionCode: null, direction: ' ' })).toEqual({ kind: 'unknown' })
})
