import { machineSorts } from '@alavanca/contract'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal } from './cursor.ts'
import { decodeMachineCursor, encodeMachineCursor } from './machine-cursor.ts'

const id = fc.integer({ min: 1, max: 2_147_483_647 })
const places = {
  newest: id.map((own) => ({ key: own, id: own })),
  name: fc.record({ key: fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')), id }),
  status: fc.record({ key: fc.integer({ min: 0, max: 4 }), id }),
  result: fc.record({ key: fc.integer({ min: 0, max: 253_402_300_799_999 }), id }),
}

test.each(machineSorts)('a place among the %s comes back from its cursor, which no other sort takes', (sort) => {
  fc.assert(
    fc.property<[{ key: string | number; id: number }]>(places[sort], (place) => {
      const cursor = encodeMachineCursor(sort, place)
      expect(decodeMachineCursor(sort, cursor)).toEqual(place)
      for (const other of machineSorts.filter((name) => name !== sort)) {
        expect(() => decodeMachineCursor(other, cursor)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
      }
    }),
  )
})

test('cursors that were handed out before there were sorts still say where to go on', () => {
  expect(decodeMachineCursor('newest', seal('id:17'))).toEqual({ key: 17, id: 17 })
})

test.each([
  ['newest', ''],
  ['newest', 'nonsense'],
  ['newest', seal('id:2147483648')],
  ['name', seal('name:1')],
  ['name', seal('name:2147483648:x')],
  ['name', seal('name:1:a\0b')],
  ['status', seal('status:1:x')],
  ['result', seal('result:1:-5')],
  ['result', seal('result:1:1e5')],
] as const)('a forged cursor for %s is refused: %s', (sort, cursor) => {
  expect(() => decodeMachineCursor(sort, cursor)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})
