import { z } from 'zod'

/** The states of a training, in the order it may pass them; see docs/architecture.md. */
export const trainingStates = ['queued', 'sending', 'training', 'storing', 'completed', 'failed', 'cancelled'] as const
export const trainingState = z.enum(trainingStates)
export type TrainingState = z.infer<typeof trainingState>

const rank = (state: TrainingState): number => trainingStates.indexOf(state)

/** Terminal rows never change again; a retry is a new training. */
export const isTerminal = (state: TrainingState): boolean => rank(state) >= rank('completed')

/** States in which the model service works, or may be working, on the machine's one model. */
export const occupyingStates = ['sending', 'training', 'storing'] as const satisfies TrainingState[]

/** States from which a callback or a cancellation still moves a training. */
export const openStates = ['queued', 'sending', 'training'] as const satisfies TrainingState[]

export const nonTerminalStates = ['queued', ...occupyingStates] as const satisfies TrainingState[]
export const terminalStates = ['completed', 'failed', 'cancelled'] as const satisfies TrainingState[]

/** A machine's status as old callers know it; `cancelled` never shows, the training before it does. */
export const machineStatuses = ['created', 'queued', 'training', 'completed', 'failed'] as const
export const machineStatus = z.enum(machineStatuses)
export type MachineStatus = z.infer<typeof machineStatus>

/** `latest`: the state of the machine's latest training that was not cancelled. */
export const toMachineStatus = (latest: TrainingState | null): MachineStatus => {
  switch (latest) {
    case null:
    case 'cancelled':
      return 'created'
    case 'sending':
    case 'training':
    case 'storing':
      return 'training'
    default:
      return latest
  }
}

/** The inverse of {@link toMachineStatus}: which latest states show as `status`. `created` has none. */
export const statesOfStatus = (status: MachineStatus): TrainingState[] =>
  trainingStates.filter((state) => state !== 'cancelled' && toMachineStatus(state) === status)
