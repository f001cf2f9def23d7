import { Hono } from 'hono'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Env } from './env.ts'
import { mountOpenApi } from './openapi.ts'

interface Schema {
  $ref?: string
  type?: string
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
}
interface Parameter {
  name: string
  in: string
  required: boolean
  schema: Schema
}
interface Response {
  content?: Record<string, { schema: Schema }>
  headers?: object
}
interface Operation {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, Response>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas: Record<string, Schema> }
}

/** What the old backend said of itself: its callers were written, and some generated, from it. */
const old = JSON.parse(
  readFileSync(new URL('../../test/fixtures/old-openapi.json', import.meta.url), 'utf8'),
) as Document
const app = new Hono<Env>()
mountOpenApi(app)
const ours = (await (await app.request('/openapi.json')).json()) as Document

const operations = Object.entries(old.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

const resolve = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : (old.components?.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})

/** Whether what fits `narrow` fits `wide`, as far as old callers look: types, and fields that must be there. */
const fits = (wide: Schema, narrow: Schema): void => {
  const [a, b] = [resolve(wide), resolve(narrow)]
  if (a.type !== undefined) expect(b.type).toBe(a.type)
  for (const name of a.required ?? []) {
    expect(b.required).toContain(name)
    fits(a.properties?.[name] ?? {}, b.properties?.[name] ?? {})
  }
  if (a.items) fits(a.items, b.items ?? {})
}

test('there are six of them', () => {
  expect(operations).toHaveLength(6)
})

test.each(operations)('who was written for the old $method $path finds it here', ({ path, method, operation }) => {
  const now = ours.paths[path]?.[method]
  expect(now?.operationId).toBe(operation.operationId)
  for (const parameter of operation.parameters ?? []) {
    const same = now?.parameters?.find(({ name }) => name === parameter.name)
    expect(same).toMatchObject({ in: parameter.in, required: parameter.required })
    fits(parameter.schema, same?.schema ?? {})
  }
  const known = new Set(operation.parameters?.map(({ name }) => name))
  for (const { name, required } of now?.parameters ?? []) if (!known.has(name)) expect(required).toBe(false)
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {}))
    fits(now?.requestBody?.content[type]?.schema ?? { type: 'none' }, schema)
  for (const [status, { content = {} }] of Object.entries(operation.responses)) {
    // Without a token nobody posts a result any more.
    if (operation.operationId.startsWith('webhook_')) continue
    fits(content['application/json']?.schema ?? {}, now?.responses[status]?.content?.['application/json']?.schema ?? {})
    expect(now?.responses).toHaveProperty(status)
  }
})

test('headers that a caller may send or must heed are named where they count', () => {
  const named = (where: (operation: Operation) => object | undefined, name: string) =>
    Object.entries(ours.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => JSON.stringify(where(operation) ?? '').includes(`"${name}"`))
        .map(([method]) => `${method} ${path}`),
    )
  const takesKeys = ['post /machines/', 'post /train/', 'post /datasets/']
  expect(named(({ parameters }) => parameters, 'Idempotency-Key')).toEqual(takesKeys)
  expect(named(({ responses }) => responses, 'Idempotent-Replayed')).toEqual(takesKeys)
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
    expect(named(({ parameters }) => parameters, name)).toEqual(['post /webhook/treinamento/{token}'])
  const without = Object.values(ours.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ responses }) => responses[503] && !JSON.stringify(responses[503].headers ?? {}).includes('Retry-After'))
  expect(without).toEqual([])
  expect(Object.keys(ours.paths)).toEqual(expect.arrayContaining(['/healthz', '/readyz']))
})
