/** What each room may import: workspace packages by name, others by name too; Node's own modules by `node:`. */
export interface Room {
  folder: string
  /** Narrower than the package, matched first. */
  within?: string
  workspace: readonly string[]
  /** Workspace packages of which only types may be imported. */
  typesOnly?: readonly string[]
  external: readonly string[] | 'any'
  node: boolean
}

/** The arrows of docs/architecture.md. A narrower room stands before the package it is in. */
export const rooms: readonly Room[] = [
  { folder: 'packages/contract', workspace: [], external: ['zod'], node: false },
  { folder: 'packages/gbdt', workspace: [], external: [], node: false },
  { folder: 'packages/csv', workspace: [], external: ['papaparse'], node: false },
  { folder: 'packages/analysis', workspace: ['@alavanca/gbdt'], external: [], node: false },
  {
    folder: 'packages/model-service',
    within: 'src/client',
    workspace: ['@alavanca/contract'],
    external: ['zod'],
    node: true,
  },
  {
    folder: 'packages/model-service',
    workspace: ['@alavanca/analysis', '@alavanca/csv', '@alavanca/contract'],
    external: ['hono', '@hono/node-server', '@fastify/busboy', 'zod'],
    node: true,
  },
  {
    folder: 'packages/backend',
    workspace: ['@alavanca/contract', '@alavanca/csv', '@alavanca/model-service/client'],
    external: 'any',
    node: true,
  },
  {
    folder: 'packages/api',
    workspace: ['@alavanca/contract'],
    typesOnly: ['@alavanca/backend/router'],
    external: ['@trpc/client', 'superjson', 'eventsource'],
    node: false,
  },
  {
    folder: 'apps/server',
    workspace: ['@alavanca/backend'],
    external: ['@hono/node-server', 'zod', 'pino'],
    node: true,
  },
  { folder: 'apps/relevance', workspace: ['@alavanca/model-service'], external: ['zod'], node: true },
  {
    folder: 'apps/web',
    workspace: ['@alavanca/api', '@alavanca/contract', '@alavanca/csv'],
    external: 'any',
    node: false,
  },
]

/** Folders of one package that must not import each other in this direction. */
export const innerRules: readonly { from: string; to: string; why: string }[] = [
  { from: 'packages/backend/src/db/', to: 'packages/backend/src/features/', why: 'the data layer knows no verb' },
  { from: 'packages/backend/src/db/', to: 'packages/backend/src/http/', why: 'the data layer knows no door' },
  { from: 'packages/backend/src/features/', to: 'packages/backend/src/http/', why: 'verbs know no door' },
  { from: 'packages/backend/src/features/', to: 'packages/backend/src/trpc/', why: 'verbs know no door' },
  { from: 'packages/backend/src/trpc/', to: 'packages/backend/src/db/', why: 'a door calls verbs' },
  { from: 'packages/backend/src/http/', to: 'packages/backend/src/db/', why: 'a door calls verbs' },
  { from: 'apps/web/src/shared/', to: 'apps/web/src/features/', why: 'shared code knows no feature' },
  { from: 'apps/web/src/shared/', to: 'apps/web/src/app/', why: 'shared code knows no route' },
  { from: 'apps/web/src/features/', to: 'apps/web/src/app/', why: 'features know no route' },
]

/** Each folder below it is a feature, and features do not import features. */
export const featureRoot = 'apps/web/src/features/'
