import { type CutSpace, CutTasks } from '../bins/cut-crew.ts'
import { squaredError } from '../grow/loss.ts'
import { type ModelSpace, ModelTasks } from '../model/model-tasks.ts'
import { Tasks } from '../grow/tasks.ts'
import { type Runner, serve } from './team.ts'
import type { Workspace } from '../grow/workspace.ts'

/** What a helper is sent. */
export type Job =
  | { kind: 'cut'; space: CutSpace }
  | { kind: 'train'; space: Workspace }
  | { kind: 'use'; space: ModelSpace }

/** What a helper thread does with the messages of a `Crew`: it returns when the work it was called for is over. */
export function help(message: Job & { control: Int32Array }): void {
  serve(message.control, runnerFor(message))
}

function runnerFor(job: Job): Runner {
  if (job.kind === 'cut') return new CutTasks(job.space)
  if (job.kind === 'train') return new Tasks(job.space, squaredError)
  return new ModelTasks(job.space)
}
