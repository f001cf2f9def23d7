import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Stage } from './stage.ts'
import { until } from './until.ts'

interface TrainingRow {
  id: number
  state: string
  dataset_id: number
  n_train: number | null
  sha256: string
  storage_key: string
  ranking: string | null
}

interface ChangeRow {
  training_id: number
  state: string
}

const terminal = new Set(['completed', 'failed', 'cancelled'])
/** From which states a training may come to each; progress repeats `training`, and a pause of the service `queued`. */
const origins: Record<string, readonly string[]> = {
  queued: ['', 'queued', 'sending'],
  sending: ['queued'],
  training: ['sending', 'training'],
  storing: ['queued', 'sending', 'training'],
  completed: ['storing'],
  failed: ['queued', 'sending', 'training', 'storing'],
  cancelled: ['queued', 'sending', 'training', 'storing'],
}

const trainings = `select t.id, t.state, t.dataset_id, t.n_train, d.sha256, d.storage_key, r.body as ranking
  from trainings t join datasets d on d.id = t.dataset_id left join rankings r on r.training_id = t.id order by t.id`

/** Waits until every training has ended. @throws Error that tells of those that have not */
export const settled = async (stage: Stage, limitMs = 400_000): Promise<void> => {
  let open = ''
  const ask = async () => {
    const rows = await stage.rows<{ state: string; count: number; first: number }>(
      'select state, count(*)::int, min(id) as first from trainings where finished_at is null group by state',
    )
    open = rows.map(({ state, count, first }) => `${count} ${state}, the first ${first}`).join('; ')
    return rows.length === 0 ? true : undefined
  }
  try {
    await until('every training ended', ask, limitMs)
  } catch (error) {
    throw new Error(`${String(error)} (${open})`, { cause: error })
  }
}

/** Everything in the database and the files that is not as clients were told, or not as it can be. */
export const audit = async (stage: Stage): Promise<string[]> => {
  const rows = await stage.rows<TrainingRow>(trainings)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const told = stage.ledger.uploads.flatMap(({ trainingId, sha256 }) => {
    const row = byId.get(trainingId)
    if (!row) return [`training ${trainingId} was promised and is not there`]
    return row.sha256 === sha256 ? [] : [`training ${trainingId} has another file than the one that was sent`]
  })
  return [
    ...told,
    ...rows.flatMap((row) => [...fileFaults(stage, row), ...resultFaults(stage, row)]),
    ...(await historyFaults(stage, byId)),
    ...outcomeFaults(stage, byId),
  ]
}

const fileFaults = ({ filesFolder }: Stage, { id, storage_key: key, sha256 }: TrainingRow): string[] => {
  const file = path.join(filesFolder, key)
  if (!existsSync(file)) return [`the file of training ${id} is gone`]
  const actual = createHash('sha256').update(readFileSync(file)).digest('hex')
  return actual === sha256 ? [] : [`the file of training ${id} is not what was received`]
}

/** What is stored for a training is a result of this very training, and there is one if and only if it completed. */
const resultFaults = ({ service }: Stage, row: TrainingRow): string[] => {
  const { id, state, ranking, n_train: serial, sha256 } = row
  if (!terminal.has(state)) return [`training ${id} is still ${state}`]
  if (state !== 'completed') return ranking === null ? [] : [`training ${id} is ${state} and has a ranking`]
  if (ranking === null) return [`training ${id} is completed and has no ranking`]
  const [best] = JSON.parse(ranking) as { importance_shap_mean_abs: number }[]
  const source = service.received.find((received) => received.serial === best?.importance_shap_mean_abs)
  if (source?.sha256 !== sha256) return [`training ${id} has the ranking of another file`]
  // Metrics are missing where the callback was lost.
  return serial === null || serial === source.serial ? [] : [`training ${id} has the metrics of another run`]
}

const historyFaults = async (stage: Stage, byId: ReadonlyMap<number, TrainingRow>): Promise<string[]> => {
  const changes = await stage.rows<ChangeRow>(
    "select training_id, state from witnessed where kind = 'training' and training_id is not null order by seq",
  )
  const last = new Map<number, string>()
  const faults = changes.flatMap(({ training_id: id, state }) => {
    const before = last.get(id) ?? ''
    last.set(id, state)
    return origins[state]?.includes(before) ? [] : [`training ${id} went from ${before || 'nothing'} to ${state}`]
  })
  const ends = [...byId.values()].flatMap(({ id, state }) =>
    last.get(id) === state ? [] : [`training ${id} is ${state}, and its last event says ${last.get(id) ?? 'nothing'}`],
  )
  return [...faults, ...ends]
}

/** Whoever was told an outcome was told the one that stands. */
const outcomeFaults = ({ ledger }: Stage, byId: ReadonlyMap<number, TrainingRow>): string[] =>
  [...ledger.outcomes].flatMap(([id, told]) => {
    const state = byId.get(id)?.state ?? 'gone'
    return [...told]
      .filter((status) => status !== state)
      .map((status) => `training ${id} was told ${status} and is ${state}`)
  })

/** After a start that sweeps: files that no row names. */
export const orphans = async (stage: Stage): Promise<string[]> => {
  const named = new Set(
    (await stage.rows<{ key: string }>('select storage_key as key from datasets')).map(({ key }) => key),
  )
  return stage
    .files()
    .filter((file) => !named.has(file))
    .map((file) => `the file ${file} is left over`)
}
