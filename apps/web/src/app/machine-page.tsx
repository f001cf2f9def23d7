import { isTerminal, type Machine } from '@alavanca/contract'
import { isAppError } from '@alavanca/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { MachineActions } from '../features/machines/machine-actions.tsx'
import { LatestTraining } from '../features/training/latest-training.tsx'
import { TrainingHistory } from '../features/training/training-history.tsx'
import { UploadCard, uploadAnchor } from '../features/upload/upload-card.tsx'
import { trpc } from '../shared/api/api.ts'
import { LoadFailed } from '../shared/ui/load-failed.tsx'
import { Columns, Crumb, JumpDown, Page } from '../shared/ui/page.tsx'
import { Loading } from '../shared/ui/panel.tsx'
import { StatusBadge } from '../shared/ui/status-badge.tsx'
import { MachineResult } from './machine-result.tsx'
import { NotFoundScreen } from './not-found-screen.tsx'

const route = getRouteApi('/machines/$machineId')

export const MachinePage = () => {
  const t = useTranslations()
  const { machineId } = route.useParams()
  const machine = useQuery(trpc.machines.get.queryOptions({ machineId }))
  if (isAppError(machine.error, 'machine_not_found')) return <NotFoundScreen />
  if (machine.data !== undefined) return <LoadedMachine key={machineId} machine={machine.data} />
  return (
    <Page title={t('machine.title')} tabTitle={t('machine.title')} crumbs={<AllMachines />}>
      {machine.isPending ? (
        <Loading label={t('app.loading')} lines={6} />
      ) : (
        <LoadFailed title={t('machine.loadFailed')} error={machine.error} onRetry={() => void machine.refetch()} />
      )}
    </Page>
  )
}

const AllMachines = () => {
  const t = useTranslations('machines')
  return (
    <Crumb>
      <Link to="/">{t('title')}</Link>
    </Crumb>
  )
}

const LoadedMachine = ({ machine }: { machine: Machine }) => {
  const t = useTranslations()
  const navigate = useNavigate()
  const { id: machineId, latestTraining, lastResult, status } = machine
  const running = latestTraining !== null && !isTerminal(latestTraining.state)
  const sendFirst = lastResult === null && !running
  const { dataset } = route.useSearch()
  const toDataset = (next: number | undefined) =>
    void navigate({
      to: '/machines/$machineId',
      params: { machineId },
      search: next === undefined ? {} : { dataset: next },
      replace: true,
      resetScroll: false,
    })
  const upload = (
    <UploadCard
      machineId={machineId}
      datasetId={dataset}
      previousTarget={latestTraining?.target ?? lastResult?.target}
      busy={running}
      onDataset={toDataset}
      onStarted={() => toDataset(undefined)}
    />
  )
  return (
    <Page
      title={<bdi>{machine.name}</bdi>}
      tabTitle={machine.name}
      badge={<StatusBadge state={status} label={t(`status.${status}`)} />}
      crumbs={<AllMachines />}
      actions={
        <>
          {sendFirst ? null : <JumpDown to={uploadAnchor}>{t('upload.title')}</JumpDown>}
          <MachineActions machine={machine} onDeleted={() => void navigate({ to: '/' })} />
        </>
      }
    >
      <output className="visually-hidden">{t('machine.announce', { status: t(`status.${status}`) })}</output>
      <Columns
        main={
          <>
            {latestTraining === null ? null : (
              <LatestTraining trainingId={latestTraining.id} hasResult={lastResult !== null} />
            )}
            {sendFirst ? upload : null}
            <MachineResult machineId={machineId} hasResult={lastResult !== null} running={running} />
          </>
        }
        aside={
          <>
            {sendFirst ? null : upload}
            <TrainingHistory machineId={machineId} />
          </>
        }
      />
    </Page>
  )
}
