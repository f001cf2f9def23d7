import { expect, test } from 'vitest'

test('the router can be imported as a type only: there is no value behind its export', () => {
  expect(() => import.meta.resolve('@alavanca/backend/router')).toThrow('not defined by "exports"')
  expect(import.meta.resolve('@alavanca/backend')).toContain('src/index.ts')
})
