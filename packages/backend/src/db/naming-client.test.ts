import { expect, it } from 'vitest'
import { nameOf } from './naming-client.ts'

it('gives the same statement the same name, and another one another', () => {
  const name = nameOf('select "id" from "machines" where "id" = $1')
  expect(name).toMatch(/^alavanca_\d+$/)
  expect(nameOf('select "id" from "machines" where "id" = $1')).toBe(name)
  expect(nameOf('select "name" from "machines" where "id" = $1')).not.toBe(name)
})

it('prepares nothing whose columns a migration may change, and nothing but queries', () => {
  expect(nameOf('select "t".* from "trainings" as "t"')).toBeUndefined()
  expect(nameOf('insert into "datasets" ("id") values ($1) returning *')).toBeUndefined()
  expect(nameOf('listen alavanca_changes')).toBeUndefined()
})

it('keeps a bounded number', () => {
  const named = Array.from({ length: 1_000 }, (_, i) => nameOf(`select ${i}`)).filter((name) => name !== undefined)
  expect(named.length).toBeLessThan(400)
})
