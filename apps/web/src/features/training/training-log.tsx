import type { AttemptOutcome, Delivery, Training, TrainingAttempt } from '@alavanca/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { LoadFailed } from '../../shared/ui/load-failed.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Card, Loading } from '../../shared/ui/panel.tsx'
import { LogEntry } from './log-entry.tsx'
import { attemptTone, deliveryTone } from './log-tone.ts'
import styles from './training-log.module.css'
import { trainingAttempts, trainingDeliveries } from './training-queries.ts'

/** What became of an analysis between here and the model service: each time it was sent, and each notice that came. */
export const TrainingLog = ({ training }: { training: Training }) => {
  const t = useTranslations('training')
  return (
    <>
      <Card title={t('attemptLog')}>
        <Attempts training={training} />
      </Card>
      <Card title={t('deliveryLog')}>
        <Deliveries trainingId={training.id} />
      </Card>
    </>
  )
}

const Attempts = ({ training }: { training: Training }) => {
  const t = useTranslations()
  const attempts = useInfiniteQuery(trainingAttempts(trpc, training.id))
  if (attempts.isPending) return <Loading label={t('app.loading')} lines={2} />
  if (attempts.data === undefined) {
    const retry = () => void attempts.refetch()
    return <LoadFailed title={t('training.logFailed')} error={attempts.error} onRetry={retry} />
  }
  const items = attempts.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <p className={styles['empty']}>{t('training.attemptsEmpty')}</p>
  return (
    <>
      <ol className={styles['list']} aria-label={t('training.attemptLog')}>
        {items.map((item) => (
          <AttemptItem key={item.attempt} item={item} isUnderWay={isUnderWay(training, item)} />
        ))}
      </ol>
      <LoadMore query={attempts} />
    </>
  )
}

/** Without an outcome it goes on, or whoever made it ended before there was one. */
const isUnderWay = ({ state, attempts }: Training, { attempt }: TrainingAttempt): boolean =>
  state === 'sending' && attempts === attempt

const AttemptItem = ({ item, isUnderWay: underWay }: { item: TrainingAttempt; isUnderWay: boolean }) => {
  const t = useTranslations('training')
  const format = useFormat()
  const { attempt, startedAt, endedAt, outcome, detail } = item
  const word: AttemptOutcome | 'underWay' | 'unrecorded' = outcome ?? (underWay ? 'underWay' : 'unrecorded')
  return (
    <LogEntry
      tone={attemptTone(word)}
      title={t('attemptNumber', { number: String(attempt), outcome: t(`attemptOutcomes.${word}`) })}
      facts={[format.dateTime(startedAt), ...(endedAt === null ? [] : [format.duration(startedAt, endedAt)])]}
      technical={detail === null ? [] : [detail]}
    />
  )
}

const Deliveries = ({ trainingId }: { trainingId: number }) => {
  const t = useTranslations()
  const deliveries = useInfiniteQuery(trainingDeliveries(trpc, trainingId))
  if (deliveries.isPending) return <Loading label={t('app.loading')} lines={2} />
  if (deliveries.data === undefined) {
    const retry = () => void deliveries.refetch()
    return <LoadFailed title={t('training.logFailed')} error={deliveries.error} onRetry={retry} />
  }
  const items = deliveries.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <p className={styles['empty']}>{t('training.deliveriesEmpty')}</p>
  return (
    <>
      <ol className={styles['list']} aria-label={t('training.deliveryLog')}>
        {items.map((item) => (
          <DeliveryItem key={item.number} {...item} />
        ))}
      </ol>
      <LoadMore query={deliveries} />
    </>
  )
}

const DeliveryItem = ({ at, outcome, status, messageId, bodySha256, bytes, source, attempt }: Delivery) => {
  const t = useTranslations('training')
  const format = useFormat()
  return (
    <LogEntry
      tone={deliveryTone(outcome)}
      title={t(`deliveryOutcomes.${outcome}`)}
      facts={[
        format.dateTime(at),
        ...(status === null ? [] : [t('deliveryStatus', { status: isolate(status) })]),
        ...(bytes === null ? [] : [format.bytes(bytes)]),
        t('deliveryAttempt', { attempt: String(attempt) }),
      ]}
      technical={[
        ...(source === null ? [] : [t('deliverySource', { source })]),
        ...(messageId === null ? [] : [`webhook-id: ${messageId}`]),
        ...(bodySha256 === null ? [] : [`SHA-256: ${bodySha256}`]),
      ]}
    />
  )
}
