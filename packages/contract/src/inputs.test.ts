import { expect, test } from 'vitest'
import { listMachinesInput } from './inputs.ts'

test('a list of machines that is asked for nothing in particular starts with the newest', () => {
  expect(listMachinesInput.parse({})).toEqual({ sort: 'newest', offset: 0, limit: 25 })
})

test.each([
  [{ cursor: 'aWQ6MQ', offset: 25 }, false],
  [{ cursor: 'aWQ6MQ', offset: 0 }, true],
  [{ cursor: 'aWQ6MQ' }, true],
  [{ cursor: null, offset: 25 }, true],
  [{ offset: -1 }, false],
  [{ offset: 0.5 }, false],
  [{ sort: 'size' }, false],
])('%j asks for a page of machines: %s', (input, fits) => {
  expect(listMachinesInput.safeParse(input).success).toBe(fits)
})
