import { useSyncExternalStore } from 'react'
import { trpc } from '../../shared/api/api.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { unlistMachine } from '../../shared/live/listed-machines.ts'
import { systemClock } from '../../shared/time/clock.ts'
import { createDeletions } from './deletions.ts'
import { removeMachine } from './remove-machine.ts'

/** The panel's own: one for all pages, as long as the tab lives. */
export const deletions = createDeletions({
  clock: systemClock,
  remove: removeMachine,
  onRemoved: (machineId) => {
    unlistMachine(queryClient, trpc, machineId)
    // The live stream brings the row that moves up; where it is broken, the next reading does.
    void queryClient.invalidateQueries({ ...trpc.machines.list.pathFilter(), refetchType: 'none' })
    void queryClient.invalidateQueries(trpc.machines.get.queryFilter({ machineId }))
  },
})

export const useDeletions = () => useSyncExternalStore(deletions.subscribe, deletions.current)
