import { type Change, isTerminal, type Machine, toMachineStatus, type Training } from '@alavanca/contract'

/**
 * What a change of a training does to what is shown. Each returns its argument itself when nothing changes, so that
 * nothing is drawn again.
 */

export type TrainingChange = NonNullable<Change['training']>

/** Terminal trainings never change: an event that says otherwise was overtaken. */
export const patchTraining = (training: Training, change: TrainingChange): Training => {
  if (training.id !== change.id || isTerminal(training.state)) return training
  const { state, progress, stage } = change
  if (training.state === state && training.progress === progress && training.stage === stage) return training
  return { ...training, state, progress, stage }
}

export const patchMachine = (machine: Machine, machineId: number, change: TrainingChange): Machine => {
  if (machine.id !== machineId) return machine
  const latest = machine.latestTraining
  // The training before a cancelled one decides the status, and only the server knows that one.
  if (change.state === 'cancelled' || (latest && change.id < latest.id)) return machine
  const { state, progress } = change
  if (
    latest?.id === change.id &&
    (isTerminal(latest.state) || (latest.state === state && latest.progress === progress))
  )
    return machine
  const status = toMachineStatus(state)
  if (latest?.id !== change.id) return machine.status === status ? machine : { ...machine, status }
  return { ...machine, status, latestTraining: { ...latest, state, progress } }
}

/** The answer to who began a training: the stream may have told more of it by then, or of a later one. */
export const patchBegun = (machine: Machine, training: Training): Machine =>
  machine.latestTraining && machine.latestTraining.id >= training.id
    ? machine
    : { ...machine, status: toMachineStatus(training.state), latestTraining: training }

/** Replaces the items that `patch` changes, and keeps the page itself when none does. */
export const patchItems = <Item, Page extends { items: Item[] }>(page: Page, patch: (item: Item) => Item): Page => {
  const items = page.items.map(patch)
  return items.every((item, index) => item === page.items[index]) ? page : { ...page, items }
}

/** The same over the pages of an endless list. */
export const patchPages = <Item, Data extends { pages: { items: Item[] }[] }>(
  data: Data,
  patch: (item: Item) => Item,
): Data => {
  const pages = data.pages.map((page) => patchItems(page, patch))
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages }
}
