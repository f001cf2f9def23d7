import {
  callback,
  restCallbackAnswer,
  restDataset,
  restDeleted,
  restError,
  restMachine,
  restMachineCreate,
  restRanking,
  restTrainingStarted,
  restValidationError,
} from '@alavanca/contract'
import type { Hono } from 'hono'
import { z } from 'zod'
import type { Env } from './env.ts'
import { route } from './methods.ts'

type Schema = Record<string, unknown>

const schemaOf = (schema: z.ZodType): Schema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  return rest
}
const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema: schemaOf(schema) } },
})
const header = (description: string, type: 'integer' | 'string') => ({ description, schema: { type } })
/** Of a refusal that passes by itself. */
const retryLater = { headers: { 'Retry-After': header('Seconds', 'integer') } }
type Refusal = [status: number, description: string, more?: typeof retryLater]
const refusals = (...all: Refusal[]) =>
  Object.fromEntries(
    all.map(([status, description, more = {}]) => [
      status,
      { ...json(description, status === 422 ? restValidationError : restError), ...more },
    ]),
  )
const parameter = (name: string, where: 'path' | 'query' | 'header', type: 'integer' | 'string', required = true) => ({
  name,
  in: where,
  required,
  schema: { type },
})
const machineInPath = parameter('machine_id', 'path', 'integer')
const machineInQuery = parameter('machine_id', 'query', 'integer')
/** With it a request may be sent again: its effect happens once, and its answer is given again for a day. */
const keyInHeader = parameter('Idempotency-Key', 'header', 'string', false)
/** The answer to a request that may have been sent before. */
const once = (description: string, schema: z.ZodType) => ({
  ...json(description, schema),
  headers: { 'Idempotent-Replayed': header('`true` when it is the first answer, given again', 'string') },
})
/** Standard Webhooks: all three, or none; needed where a signing secret is set. */
const signature = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
  parameter(name, 'header', 'string', false),
)
const csvBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
    },
  },
}
const jsonBody = (schema: z.ZodType) => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(schema) } },
})
const invalid: Refusal = [422, 'Validation Error']
const noMachine: Refusal = [404, 'No such machine']
const serviceFailed: Refusal = [502, 'The model service failed']
const away: Refusal = [503, 'The database is away, or the server is stopping', retryLater]
const bodyFaults: Refusal[] = [
  [408, 'The body stopped coming, or came too slowly'],
  [413, 'The body is too large'],
]
const keyInUse: Refusal = [409, 'A request with this Idempotency-Key is still being answered', retryLater]
const badFile: Refusal[] = [
  [400, 'Not a usable CSV, or the target column cannot be explained'],
  noMachine,
  [408, 'The upload stopped sending, or was too slow'],
  keyInUse,
  [413, 'The file is too large, or the server has no room for it'],
  [415, 'A Content-Encoding was used'],
  invalid,
  [503, 'The database or the file storage is away, or the server is stopping', retryLater],
]
const obstacles = z.enum(['stopping', 'database', 'migrations', 'disk'])
const modelService = z.enum(['ok', 'degraded'])

const health = () => ({
  '/healthz': {
    get: {
      operationId: 'get_health',
      summary: 'Whether the process answers',
      responses: { 200: json('It does', z.object({ status: z.literal('ok') })) },
    },
  },
  '/readyz': {
    get: {
      operationId: 'get_readiness',
      summary: 'Whether requests can be served',
      responses: {
        200: json('They can', z.object({ status: z.literal('ok'), model_service: modelService })),
        503: {
          ...json(
            'They cannot, for these reasons',
            z.object({ status: z.literal('unavailable'), failing: z.array(obstacles), model_service: modelService }),
          ),
          ...retryLater,
        },
      },
    },
  },
})

const paths = () => ({
  '/machines/': {
    get: {
      operationId: 'list_machines_machines__get',
      summary: 'List Machines',
      responses: { 200: json('All machines', z.array(restMachine)), ...refusals(away) },
    },
    post: {
      operationId: 'create_machine_machines__post',
      summary: 'Create Machine',
      parameters: [keyInHeader],
      requestBody: jsonBody(restMachineCreate),
      responses: {
        200: once('The machine', restMachine),
        ...refusals(...bodyFaults, keyInUse, invalid, serviceFailed, away),
      },
    },
  },
  '/machines/{machine_id}': {
    get: {
      operationId: 'get_machine_machines__machine_id__get',
      summary: 'Get Machine',
      parameters: [machineInPath],
      responses: { 200: json('The machine', restMachine), ...refusals(noMachine, invalid, away) },
    },
    delete: {
      operationId: 'delete_machine_machines__machine_id__delete',
      summary: 'Delete Machine',
      parameters: [machineInPath],
      responses: { 200: json('Deleted', restDeleted), ...refusals(noMachine, invalid, serviceFailed, away) },
    },
  },
  '/train/': {
    post: {
      operationId: 'train_model_train__post',
      summary: 'Train Model',
      parameters: [machineInQuery, parameter('target_column', 'query', 'string'), keyInHeader],
      requestBody: csvBody,
      responses: { 200: once('Accepted', restTrainingStarted), ...refusals(...badFile) },
    },
  },
  '/datasets/': {
    post: {
      operationId: 'add_dataset_datasets__post',
      summary: 'Keep a CSV as a data set',
      parameters: [machineInQuery, keyInHeader],
      requestBody: csvBody,
      responses: { 201: once('The data set', restDataset), ...refusals(...badFile) },
    },
  },
  '/webhook/treinamento/': {
    post: {
      operationId: 'webhook_treinamento_webhook_treinamento__post',
      summary: 'Without a token nobody is let in',
      responses: refusals([401, 'No token']),
    },
  },
  '/webhook/treinamento/{token}': {
    post: {
      operationId: 'webhook_treinamento_token_webhook_treinamento__token__post',
      summary: 'Progress and result of a training, from the model service',
      parameters: [parameter('token', 'path', 'string'), ...signature],
      requestBody: jsonBody(callback),
      responses: {
        200: json('Taken, or already known', restCallbackAnswer),
        ...refusals(
          [401, 'Unknown or void token, or a signature that does not hold'],
          ...bodyFaults,
          [409, 'Another model'],
          [410, 'Expired token, or the machine was deleted'],
          invalid,
          away,
        ),
      },
    },
  },
  '/ranking/': {
    get: {
      operationId: 'get_ranking_ranking__get',
      summary: 'Last completed ranking and its metrics',
      parameters: [{ ...machineInQuery, required: false }],
      responses: {
        200: json('The ranking', restRanking),
        ...refusals([404, 'No such machine, or no ranking yet'], invalid, away),
      },
    },
  },
})

/** The REST routes as OpenAPI 3.1; operation ids are those that old clients were generated from. */
export const mountOpenApi = (app: Hono<Env>): void => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Alavanca', version: '0.1.0' },
    paths: { ...paths(), ...health() },
  }
  route(app, '/openapi.json', { GET: (c) => c.json(document) })
}
