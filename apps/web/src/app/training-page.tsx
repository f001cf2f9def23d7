import { isAppError } from '@alavanca/api'
import { isTerminal, type Training } from '@alavanca/contract'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { TrainingActions } from '../features/training/training-actions.tsx'
import { TrainingDetails } from '../features/training/training-details.tsx'
import { TrainingFailure } from '../features/training/training-failure.tsx'
import { TrainingLog } from '../features/training/training-log.tsx'
import { TrainingProgress } from '../features/training/training-progress.tsx'
import { trpc } from '../shared/api/api.ts'
import { LoadFailed } from '../shared/ui/load-failed.tsx'
import { Crumb, Page } from '../shared/ui/page.tsx'
import { Card, Loading, Notice } from '../shared/ui/panel.tsx'
import { StatusBadge } from '../shared/ui/status-badge.tsx'
import { NotFoundScreen } from './not-found-screen.tsx'
import { RankingView } from './ranking-view.tsx'

const route = getRouteApi('/machines/$machineId/trainings/$trainingId')

export const TrainingPage = () => {
  const t = useTranslations()
  const { machineId, trainingId } = route.useParams()
  const training = useQuery(trpc.training.get.queryOptions({ trainingId }))
  const title = t('training.title', { id: String(trainingId) })
  if (isAppError(training.error, 'training_not_found')) return <NotFoundScreen />
  if (training.data !== undefined) {
    // An address can be edited, and an analysis belongs to one machine.
    if (training.data.machineId !== machineId) return <NotFoundScreen />
    return <LoadedTraining title={title} training={training.data} />
  }
  return (
    <Page title={title} tabTitle={title}>
      {training.isPending ? (
        <Loading label={t('app.loading')} lines={6} />
      ) : (
        <LoadFailed title={t('training.loadFailed')} error={training.error} onRetry={() => void training.refetch()} />
      )}
    </Page>
  )
}

const LoadedTraining = ({ title, training }: { title: string; training: Training }) => {
  const t = useTranslations()
  const { machineId, state } = training
  const machine = useQuery(trpc.machines.get.queryOptions({ machineId }))
  const machineName = machine.data?.name ?? t('machine.title')
  const stateName = t(`state.${state}`)
  return (
    <Page
      title={title}
      tabTitle={`${title} · ${machineName}`}
      badge={<StatusBadge state={state} label={stateName} />}
      crumbs={
        <>
          <Crumb>
            <Link to="/">{t('machines.title')}</Link>
          </Crumb>
          <Crumb>
            <Link to="/machines/$machineId" params={{ machineId }}>
              <bdi>{machineName}</bdi>
            </Link>
          </Crumb>
        </>
      }
    >
      <output className="visually-hidden">{t('machine.announce', { status: stateName })}</output>
      <Outcome training={training} />
      <Card title={t('training.details')}>
        <TrainingDetails training={training} />
      </Card>
      <TrainingLog training={training} />
    </Page>
  )
}

const Outcome = ({ training }: { training: Training }) => {
  const t = useTranslations()
  const navigate = useNavigate()
  const toRetry = ({ id: trainingId, machineId }: Training) =>
    void navigate({ to: '/machines/$machineId/trainings/$trainingId', params: { machineId, trainingId } })
  const actions = <TrainingActions training={training} onRetried={toRetry} />
  if (training.state === 'completed') return <TrainingResult training={training} />
  if (!isTerminal(training.state)) {
    return (
      <Card title={t(`state.${training.state}`)}>
        <TrainingProgress training={training} />
        {actions}
      </Card>
    )
  }
  if (training.failure === null) {
    return (
      <Notice>
        <p>{t('training.cancelledBody')}</p>
        {actions}
      </Notice>
    )
  }
  return (
    <Notice tone="bad" title={t('training.failedSingle')}>
      <TrainingFailure failure={training.failure} />
      {actions}
    </Notice>
  )
}

const TrainingResult = ({ training: { id: trainingId, machineId } }: { training: Training }) => {
  const t = useTranslations()
  const navigate = useNavigate()
  const { sort } = route.useSearch()
  const ranking = useQuery(trpc.ranking.ofTraining.queryOptions({ trainingId }))
  if (ranking.isPending) return <Loading label={t('app.loading')} lines={8} />
  if (ranking.data === undefined) {
    return <LoadFailed title={t('machine.resultFailed')} error={ranking.error} onRetry={() => void ranking.refetch()} />
  }
  return (
    <RankingView
      ranking={ranking.data}
      sort={sort}
      onSort={(next) =>
        void navigate({
          to: '/machines/$machineId/trainings/$trainingId',
          params: { machineId, trainingId },
          search: next === undefined ? {} : { sort: next },
          replace: true,
          resetScroll: false,
        })
      }
    />
  )
}
