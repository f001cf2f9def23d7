import { squaredError } from './loss.ts'
import { type ShapSpace, ShapTasks } from './shap-tasks.ts'
import { Tasks } from './tasks.ts'
import { serve } from './team.ts'
import type { Workspace } from './workspace.ts'

/** What a helper is sent. */
export type Job = { kind: 'train'; space: Workspace } | { kind: 'explain'; space: ShapSpace }

/** What a helper thread does with the messages of a `Crew`: it returns when the work it was called for is over. */
export function help(message: Job & { control: Int32Array }): void {
  const runner = message.kind === 'train' ? new Tasks(message.space, squaredError) : new ShapTasks(message.space)
  serve(message.control, runner)
}
