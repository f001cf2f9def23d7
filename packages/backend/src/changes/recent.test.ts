import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SequencedChange } from '../db/queries/changes.ts'
import { RecentChanges } from './recent.ts'

const at = new Date(0)
const toEvent = (seq: number): SequencedChange => ({
  seq,
  change: { kind: 'machine_renamed', machineId: 1, training: null, at },
})

/** Numbers that rise with gaps, as rolled back transactions leave them, in pieces as they are read. */
const pieces = fc
  .array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 }), { maxLength: 30 })
  .map((steps) => {
    let seq = 10
    return steps.map((piece) => piece.map((step) => (seq += step)))
  })

test('what it answers is complete, and it answers for the newest', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 8 }), (numbers, most) => {
      const recent = new RecentChanges(most)
      recent.startAfter(10)
      for (const piece of numbers) recent.add(piece.map(toEvent))
      const all = numbers.flat()
      const last = all.at(-1) ?? 10
      expect(recent.last).toBe(last)
      expect(recent.after(last + 1)).toBeUndefined()
      for (let seq = 0; seq <= last; seq++) {
        const later = all.filter((number) => number > seq)
        const answer = recent.after(seq)?.map((event) => event.seq)
        if (answer) expect(answer).toEqual(later)
        else expect(seq < 10 || later.length > most).toBe(true)
      }
    }),
  )
})

test('it holds less than twice as many as it is to keep', () => {
  const recent = new RecentChanges(10)
  recent.startAfter(0)
  for (let seq = 1; seq <= 1_000; seq++) recent.add([toEvent(seq)])
  const held = Array.from({ length: 1_000 }, (_, seq) => recent.after(seq)?.length ?? 0)
  expect(Math.max(...held)).toBeLessThan(20)
})
