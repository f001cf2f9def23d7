import type { Training } from '@alavanca/contract'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { TrainingFacts } from './training-facts.tsx'

/** What was analysed, when, and how long it took. */
export const TrainingDetails = ({ training }: { training: Training }) => {
  const t = useTranslations('training')
  const format = useFormat()
  const { machineId, retryOf, createdAt, finishedAt } = training
  return (
    <TrainingFacts
      facts={[
        { label: t('target'), value: isolate(training.target) },
        { label: t('file'), value: isolate(training.fileName) },
        { label: t('rows'), value: format.count(training.rows) },
        { label: t('requested'), value: format.dateTime(createdAt) },
        ...(finishedAt === null
          ? []
          : [
              { label: t('finished'), value: format.dateTime(finishedAt) },
              { label: t('duration'), value: format.duration(createdAt, finishedAt) },
            ]),
        ...(training.attempts > 1 ? [{ label: t('attempts'), value: format.count(training.attempts) }] : []),
        ...(retryOf === null
          ? []
          : [
              {
                label: t('retryOf'),
                value: (
                  <Link to="/machines/$machineId/trainings/$trainingId" params={{ machineId, trainingId: retryOf }}>
                    {t('retryOfLink', { id: String(retryOf) })}
                  </Link>
                ),
              },
            ]),
      ]}
    />
  )
}
