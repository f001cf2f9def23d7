import { audit, settled } from '../support/audit.ts'
import { crowd } from '../support/crowd.ts'
import { someCsv } from '../support/csv.ts'
import { resultOf, type Received } from '../support/faulty-service.ts'
import { json, NotTold, send } from '../support/http.ts'
import { definePromise, onStage } from '../support/promise.ts'
import type { Random } from '../support/random.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Forgery {
  path: string
  body: string | Uint8Array
  headers?: Record<string, string>
}

interface Live {
  received: Received
  /** As the service was given it. */
  path: string
  token: string
}

const prefix = '/webhook/treinamento/'

/** A right body at an address that is not the training's. */
const wrongAddress: Record<string, (random: Random, live: Live, other: Live) => string> = {
  'a letter changed': (random, { token }) => {
    const at = random.whole(0, token.length - 1)
    const letter = random.word(1)
    return token.slice(0, at) + (letter === token[at] ? (letter === 'x' ? 'y' : 'x') : letter) + token.slice(at + 1)
  },
  'cut short': (random, { token }) => token.slice(0, random.whole(0, token.length - 1)),
  'too long': (random, { token }) => token + random.word(random.whole(1, 40)),
  'another case': (_, { token }) => token.toLowerCase() + 'A',
  made: (random) => random.word(43),
  twice: (_, { token }) => `${token}/${token}`,
  'with a number': (random, { received }) => String(received.modelId + random.whole(-1, 1)),
  'a wildcard': (random) =>
    random.pick(['%', '*', '.', '..', '%2e%2e', '%00', '_', "'or'1'='1", 'null', 'undefined', '%25', '%ff']),
  'a space after': (_, { token }) => `${token}%20`,
  'a NUL after': (_, { token }) => `${token}%00`,
  'very long': (random) => random.word(4_000),
}

/** The right address with a body that is not this training's, or is none at all. */
const wrongBody: Record<string, (random: Random, live: Live, other: Live) => string | Uint8Array> = {
  'another model': (_, __, other) => JSON.stringify(resultOf(other.received)),
  'a model next to it': (random, { received }) =>
    JSON.stringify({
      ...resultOf(received),
      model_id: received.modelId + random.pick([-1, 1, 0.5, 2 ** 31, 2 ** 53, 1e300]),
    }),
  'a model of another type': (random, { received: { modelId } }) =>
    `{"model_id":${random.pick(['null', '"x"', `[${modelId}]`, '{}', 'NaN', 'true', `"${modelId}\\u0000"`])},"status":"completed"}`,
  'no model': () => '{"status":"completed","metrics":{"r2":1}}',
  'no status': (random, { received: { modelId } }) =>
    `{"model_id":${modelId}${random.pick(['', ',"status":null', ',"status":1', ',"status":[]', ',"status":{}'])}}`,
  'cut short': (random, { received }) => {
    const text = JSON.stringify(resultOf(received))
    return text.slice(0, random.whole(0, text.length - 1))
  },
  'an array': (_, { received }) => JSON.stringify([resultOf(received)]),
  'too deep': (random, { received: { modelId } }) => {
    const depth = random.pick([33, 100, 5_000])
    return `{"model_id":${modelId},"status":"completed","metrics":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`
  },
  'too many keys': (_, { received: { modelId } }) => {
    const keys = Object.fromEntries(Array.from({ length: 300 }, (__, index) => [`k${index}`, 1]))
    return JSON.stringify({ model_id: modelId, status: 'completed', metrics: keys })
  },
  'too large': (_, { received }) => JSON.stringify({ ...resultOf(received), more: 'x'.repeat(80_000) }),
  'no UTF-8': (random, { received }) => {
    const bytes = Buffer.from(JSON.stringify(resultOf(received)))
    bytes[random.whole(1, bytes.length - 2)] = random.whole(0xf8, 0xff)
    return bytes
  },
  'a byte of the model changed': (random, { received: { modelId } }) => {
    const digits = Buffer.from(`${modelId}00`)
    digits[random.whole(0, digits.length - 1)] = random.whole(0x31, 0x39)
    return `{"model_id":${digits.toString()},"status":"failed"}`
  },
}

type Forge = (random: Random, live: Live, other: Live) => Forgery

const kinds: readonly Forge[] = [
  ...Object.values(wrongAddress).map((mutate): Forge => (random, live, other) => ({
    path: prefix + mutate(random, live, other),
    body: JSON.stringify(resultOf(live.received)),
  })),
  ...Object.values(wrongBody).map((mutate): Forge => (random, live, other) => ({
    path: live.path,
    body: mutate(random, live, other),
  })),
]

/** Each kind once, and then any. */
const forge = (random: Random, lives: readonly Live[], count: number): Forgery[] =>
  Array.from({ length: count }, (_, index) => {
    const [live, other] = random.shuffle(lives)
    if (!live || !other) throw new Error('two trainings are needed')
    return (kinds[index] ?? random.pick(kinds))(random, live, other)
  })

/** All that a callback could change. */
const snapshot = async (stage: Stage): Promise<string> =>
  JSON.stringify([
    await stage.rows('select * from trainings order by id'),
    await stage.rows('select * from changes order by seq'),
    await stage.rows('select * from rankings order by training_id'),
  ])

export const forgeries = definePromise<{ forgeries: number }>({
  id: 'P3',
  promise: 'a forged webhook is never applied, and never a fault of the server',
  bugs: { 'any model': /^200 for / },
  counts: { small: { forgeries: 600 }, full: { forgeries: 10_000 } },
  run: (trial, counts) =>
    onStage(trial, {}, async (stage) => {
      stage.service.reports = false
      await stage.start()
      for (const { id } of await stage.createMachines(3)) await stage.mustUpload(id, someCsv(trial.random))
      await until('three trainings are at work', async () => {
        const [row] = await stage.rows<{ count: number }>(
          "select count(*)::int from trainings where state = 'training'",
        )
        return row?.count === 3 ? true : undefined
      })
      // The last that each was sent with.
      const latest = new Map(stage.service.received.map((received) => [received.modelId, received]))
      const lives = [...latest.values()].map((received) => {
        const path = new URL(received.callbackUrl).pathname
        return { received, path, token: path.slice(prefix.length) }
      })
      const before = await snapshot(stage)
      const faults: string[] = []
      const statuses = new Map<number, number>()
      const made = forge(trial.random, lives, trial.bug === null ? counts.forgeries : kinds.length)
      await crowd(made, 8, async ({ path, body }) => {
        const status = await post(stage, path, body)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status >= 500 || status < 400)
          faults.push(`${status} for ${path.slice(0, 80)} with ${String(body).slice(0, 80)}`)
      })
      if (trial.bug !== null) return faults
      if ((await snapshot(stage)) !== before) faults.push('a forged webhook changed something')
      for (const [status, count] of statuses) trial.note(`answers ${status || 'refused by hanging up'}`, count)
      for (const { received } of lives) {
        stage.service.finish(received)
        const { status } = await stage.service.post(received, resultOf(received))
        if (status !== 200) faults.push(`the right webhook was answered with ${status} after the forged ones`)
      }
      await settled(stage)
      return [...faults, ...(await audit(stage))]
    }),
})

/** Status of the answer; 400 stands for a connection that the server ended, as it may while a body is too large. */
const post = async (stage: Stage, path: string, body: string | Uint8Array): Promise<number> => {
  try {
    return (await send(stage.url(), path, { ...json(''), body })).status
  } catch (error) {
    if (error instanceof NotTold && Buffer.byteLength(body) > 64 * 1024) return 400
    throw error
  }
}
