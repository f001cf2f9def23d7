import { isTerminal } from '@alavanca/contract'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { isolate } from '../../shared/format/isolate.ts'
import { Dock } from '../../shared/ui/dock.tsx'
import { Card, Notice } from '../../shared/ui/panel.tsx'
import { TrainingActions } from './training-actions.tsx'
import { TrainingFacts } from './training-facts.tsx'
import { TrainingFailure } from './training-failure.tsx'
import { TrainingProgress } from './training-progress.tsx'

interface LatestTrainingProps {
  trainingId: number
  /** An earlier analysis has left a result, which stays on screen. */
  hasResult: boolean
}

/** The latest analysis while there is something to say about it and no result to leave in its place: it runs, or it failed. */
export const LatestTraining = ({ trainingId, hasResult }: LatestTrainingProps) => {
  const t = useTranslations()
  const { data: training } = useQuery(trpc.training.get.queryOptions({ trainingId }))
  if (training === undefined) return null
  if (training.failure !== null && training.state === 'failed') {
    return (
      <Notice tone="bad" title={t('training.failedTitle')}>
        <TrainingFailure failure={training.failure} />
        {hasResult ? <p>{t('training.lastGood')}</p> : null}
        <TrainingActions training={training} />
      </Notice>
    )
  }
  if (isTerminal(training.state) || hasResult) return null
  return (
    <Card title={t(`state.${training.state}`)}>
      <TrainingProgress training={training} />
      <TrainingFacts
        facts={[
          { label: t('training.target'), value: isolate(training.target) },
          { label: t('training.file'), value: isolate(training.fileName) },
        ]}
      />
      <TrainingActions training={training} />
    </Card>
  )
}

/** An analysis that runs while the result of an earlier one is read. */
export const RunningTraining = ({ trainingId }: { trainingId: number }) => {
  const t = useTranslations('training')
  const { data: training } = useQuery(trpc.training.get.queryOptions({ trainingId }))
  if (training === undefined || isTerminal(training.state)) return null
  return (
    <Dock label={t('running')} actions={<TrainingActions training={training} />}>
      <TrainingProgress training={training} />
    </Dock>
  )
}
