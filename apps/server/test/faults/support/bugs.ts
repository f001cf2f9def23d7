import type { Patch } from './patch.ts'

/** One deliberate bug for each promise; its test must notice. */
export const bugs = {
  /** P1: the row, and with it the answer, before the file is under its name: long before, however slow the machine. */
  'answer before the file is kept': [
    {
      file: '/features/datasets/upload.ts',
      find: 'await file.commit()',
      replace: 'setTimeout(() => void file.commit().catch(() => {}), 60_000)',
    },
  ],
  /** P1: the file's bytes are left to the operating system. */
  'no sync': [{ file: '/files/incoming.ts', find: 'await orStorageFull(handle.sync())', replace: '' }],
  /** P1: and so is its name. */
  'no folder sync': [{ file: '/files/local-files.ts', find: 'await syncFolder(folder)', replace: '' }],
  /** P2: a training is moved whatever state it is in. */
  'no guard': [{ file: '/db/queries/trainings.ts', find: ".where('state', 'in', from)", replace: '' }],
  /** P3: the model is not asked for its name. */
  'any model': [{ file: '/features/training/callback.ts', find: 'callback.model_id === modelId', replace: 'true' }],
  /** P4: deadlines pass unnoticed. */
  'no reaper': [
    {
      file: '/features/training/sweep.ts',
      find: "if (training.overdue === 'deadline') await endOverdue(ctx, training, now)",
      replace: "if (training.overdue === 'deadline') return",
    },
  ],
  /** P5: a file that may have arrived is sent again at once. */
  'impatient resend': [
    {
      file: '/features/training/settle-attempt.ts',
      find: "return error.status !== undefined && error.status !== 504 ? 'failed' : 'unknown'",
      replace: "return 'failed'",
    },
  ],
  /** P6: nobody listens to a connection that breaks while idle. */
  'no pool listener': [{ file: '/db/postgres.ts', find: "pool.on('error', onError)", replace: '' }],
  /** P6: a silent database is waited for as long as it takes. */
  'endless wait': [{ file: '/db/postgres.ts', find: 'stream: openSocket(statementMs + 1_000),', replace: '' }],
  /** P8: what arrives is kept in memory as well. */
  'upload in memory': [
    {
      file: '/backend/src/http/upload.ts',
      find: 'this.#hash.update(chunk)',
      replace: 'this.#hash.update(chunk); (globalThis.kept ??= []).push(Buffer.from(chunk))',
    },
  ],
  /** P9: who comes back is not given what was missed. */
  'no replay': [{ file: '/changes/feed.ts', find: 'isKept ? lastEventId : last', replace: 'last' }],
  /** P10: a signal ends the process with whatever is under way. */
  'no drain': [
    {
      file: '/server/src/main.ts',
      find: 'await Promise.all([server.stop(), running.drain()])',
      replace: 'process.exit(0)',
    },
  ],
  /** P14: a body is waited for with a database connection in hand. */
  'body inside the transaction': [
    {
      file: '/features/training/callback.ts',
      find: 'const body = await input.readBody()',
      replace: 'const body = await ctx.database.transact(() => input.readBody())',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>

export type Bug = keyof typeof bugs

const shorter = (file: string, name: string, times: number): Patch => ({
  file,
  find: new RegExp(`\\b${name}: ([\\d_]+)`),
  replace: `${name}: $1 / ${times}`,
})

const tenth = (name: string): Patch => shorter('/features/training/timing.ts', name, 10)

/**
 * Most of what the program waits for is a tenth as long, so that a test need not wait for a lease of thirty seconds.
 * What a call may take is as it is, but for a hung one: a machine that stands still for a second breaks none.
 */
export const hurry = {
  lease: tenth('lease'),
  unknownOutcome: tenth('unknownOutcome'),
  linger: tenth('linger'),
  firstPause: tenth('firstPause'),
  longestPauseUnreachable: tenth('longestPauseUnreachable'),
  longestPauseFailing: tenth('longestPauseFailing'),
  sweepEvery: tenth('sweepEvery'),
  forgotten: tenth('forgotten'),
  trainIdle: shorter('/model-service/src/client/client.ts', 'trainIdle', 4),
} as const satisfies Record<string, Patch>

export type Hurried = keyof typeof hurry

/** The program's clock can be set ahead; see clock.ts. */
export const clock: readonly Patch[] = [
  { file: '/backend/src/backend.ts', find: 'now = () => new Date()', replace: 'now = () => globalThis.clockOfTest()' },
]
