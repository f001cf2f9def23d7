import { isTerminal } from '@alavanca/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { UploadCard } from '../features/upload/upload-card.tsx'
import { trpc } from '../shared/api/api.ts'

const route = getRouteApi('/machines/$machineId/data')

/** Where a file becomes an analysis; once that has begun, its progress is on the result's page. */
export const MachineDataPage = () => {
  const { machineId } = route.useParams()
  const { dataset } = route.useSearch()
  const navigate = useNavigate()
  // The layout has loaded it before it draws this.
  const { latestTraining, lastResult } = useSuspenseQuery(trpc.machines.get.queryOptions({ machineId })).data
  const params = { machineId }
  return (
    <UploadCard
      machineId={machineId}
      datasetId={dataset}
      previousTarget={latestTraining?.target ?? lastResult?.target}
      busy={latestTraining !== null && !isTerminal(latestTraining.state)}
      onDataset={(next) =>
        void navigate({
          to: '/machines/$machineId/data',
          params,
          search: next === undefined ? {} : { dataset: next },
          replace: true,
          resetScroll: false,
        })
      }
      onStarted={() => void navigate({ to: '/machines/$machineId', params })}
    />
  )
}
