import { isTerminal } from '@alavanca/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { LatestTraining, RunningTraining } from '../features/training/latest-training.tsx'
import { trpc } from '../shared/api/api.ts'
import { buttonClass } from '../shared/ui/button.tsx'
import { MachineResult } from './machine-result.tsx'
import { Tour } from './tour.tsx'

const route = getRouteApi('/machines/$machineId/')

/** What the machine's last analysis says; above it the one that runs, or the one that failed since. */
export const MachineResultPage = () => {
  const { machineId } = route.useParams()
  const { tour, ...search } = route.useSearch()
  const navigate = useNavigate()
  // The layout has loaded it before it draws this.
  const { latestTraining, lastResult } = useSuspenseQuery(trpc.machines.get.queryOptions({ machineId })).data
  const running = latestTraining !== null && !isTerminal(latestTraining.state)
  const toSearch = (next: typeof search & { tour?: typeof tour }) =>
    void navigate({
      to: '/machines/$machineId',
      params: { machineId },
      search: next,
      replace: true,
      resetScroll: false,
    })
  return (
    <>
      {latestTraining === null ? null : (
        <LatestTraining trainingId={latestTraining.id} hasResult={lastResult !== null} />
      )}
      <MachineResult
        machineId={machineId}
        hasResult={lastResult !== null}
        running={running}
        sendData={<SendData machineId={machineId} />}
        sort={search.sort}
        onSort={(sort) =>
          toSearch({ ...(sort === undefined ? {} : { sort }), ...(tour === undefined ? {} : { tour }) })
        }
      />
      {running && lastResult !== null ? <RunningTraining trainingId={latestTraining.id} /> : null}
      {tour === undefined ? null : (
        <Tour
          step={tour}
          state={latestTraining?.state ?? null}
          onStep={(next) => toSearch({ ...search, ...(next === undefined ? {} : { tour: next }) })}
        />
      )}
    </>
  )
}

const SendData = ({ machineId }: { machineId: number }) => {
  const t = useTranslations('upload')
  return (
    <Link to="/machines/$machineId/data" params={{ machineId }} className={buttonClass('primary')}>
      {t('title')}
    </Link>
  )
}
