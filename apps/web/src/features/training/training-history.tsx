import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { LoadFailed } from '../../shared/ui/load-failed.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Card, Loading } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type HistoryEntry, prepareHistory } from './prepare-history.ts'
import { TrainingActions } from './training-actions.tsx'
import styles from './training-history.module.css'
import { trainingHistory } from './training-queries.ts'

/** Every analysis of a machine, the latest first. */
export const TrainingHistory = ({ machineId }: { machineId: number }) => {
  const t = useTranslations('training')
  return (
    <Card title={t('history')}>
      <History machineId={machineId} />
    </Card>
  )
}

const History = ({ machineId }: { machineId: number }) => {
  const t = useTranslations()
  const history = useInfiniteQuery(trainingHistory(trpc, machineId))
  if (history.isPending) return <Loading label={t('app.loading')} lines={3} />
  if (history.isError && history.data === undefined) {
    return (
      <LoadFailed title={t('training.historyFailed')} error={history.error} onRetry={() => void history.refetch()} />
    )
  }
  const trainings = prepareHistory(history.data.pages.flatMap((page) => page.items))
  if (trainings.length === 0) return <p className={styles['facts']}>{t('training.historyEmpty')}</p>
  return (
    <>
      <ol className={styles['list']} aria-label={t('training.history')}>
        {trainings.map((item) => (
          <HistoryItem key={item.training.id} {...item} />
        ))}
      </ol>
      <LoadMore query={history} />
    </>
  )
}

const HistoryItem = ({ training, r2, r2Before }: HistoryEntry) => {
  const t = useTranslations()
  const format = useFormat()
  const { id, machineId, state, target, failure, createdAt } = training
  const stateName = t(`state.${state}`)
  const facts = [
    format.dateTime(createdAt),
    isolate(training.fileName),
    t('training.rowCount', { count: training.rows }),
    ...(r2 === null ? [] : [t('machines.fit', { r2: format.score(r2) })]),
    ...(r2 === null || r2Before === null
      ? []
      : [t('training.r2Change', { difference: format.scoreChange(r2Before, r2) })]),
  ]
  return (
    <li className={styles['item']}>
      <div className={styles['head']}>
        <Link
          to="/machines/$machineId/trainings/$trainingId"
          params={{ machineId, trainingId: id }}
          className={styles['link']}
          aria-label={t('training.open', { id: String(id), target: isolate(target), state: stateName })}
        >
          <bdi>{target}</bdi>
        </Link>
        <StatusBadge state={state} label={stateName} />
      </div>
      <p className={styles['facts']}>{facts.join(' · ')}</p>
      {state === 'failed' && failure !== null ? (
        <p className={styles['failure']}>{t(`failure.${failure.code}`)}</p>
      ) : null}
      <TrainingActions training={training} numbered />
    </li>
  )
}
