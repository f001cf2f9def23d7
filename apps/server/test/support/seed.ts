import { plantCsv, plantMetrics, plantRanking, plantTarget } from './plant.ts'
import { makeMachine, settled, startTraining } from './rest.ts'
import type { Stage } from './stage.ts'

export const plantFile = { content: plantCsv(), fileName: 'extrusora.csv', target: plantTarget }

/** What happened at an installation of the scripted model service before the test begins. */
export interface Seed {
  /** A machine with two completed analyses, of which the later one changed the order of the variables. */
  done: number
  /** The earlier of the two. */
  analysis: number
  /** One that failed, and nothing before it. */
  failed: number
  /** One that runs, and goes on running. */
  running: number
  /** No analysis at all. */
  fresh: number
}

/** Before, the second variable weighed most. */
const reordered = [...plantRanking.slice(1, 2), ...plantRanking.slice(0, 1), ...plantRanking.slice(2)].map(
  (item, index) => ({ ...item, score_final: 0.62 ** index }),
)

/** One training from start to end. */
export const complete = async (
  { url, service }: Stage,
  machineId: number,
  ranking: Parameters<typeof service.complete>[0] = plantRanking,
  metrics: object = plantMetrics,
): Promise<number> => {
  const training = await startTraining(url, machineId, plantFile)
  await service.complete(ranking, metrics)
  await settled(url, machineId)
  return training
}

export const seed = async (stage: Stage): Promise<Seed> => {
  const { url, service } = stage
  const done = await makeMachine(url, 'Extrusora 3')
  const analysis = await complete(stage, done, reordered, { ...plantMetrics, r2: 0.871, mae: 5.9 })
  await complete(stage, done)
  const failed = await makeMachine(url, 'Forno 2')
  await startTraining(url, failed, plantFile)
  await service.fail('out of memory at row 12')
  await settled(url, failed)
  const running = await makeMachine(url, 'Linha de envase')
  await startTraining(url, running, plantFile)
  await service.report(await service.take(), { status: 'training', progress: 0.4, stage: 'boosting' })
  const fresh = await makeMachine(url, 'Misturador 7')
  return { done, analysis, failed, running, fresh }
}
