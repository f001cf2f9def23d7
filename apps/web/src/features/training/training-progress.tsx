import { isTerminal, type Training } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useNow } from '../../shared/format/use-now.ts'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import { knownStage } from './stage.ts'
import styles from './training-progress.module.css'

/** How far a running analysis is; old model services report no progress, and then the bar only says "running". */
export const TrainingProgress = ({ training }: { training: Training }) => {
  const t = useTranslations('training')
  const format = useFormat()
  const now = useNow()
  const { state, progress, stage, nextAttemptAt } = training
  if (isTerminal(state) || state === 'completed' || state === 'failed' || state === 'cancelled') return null
  return (
    <div className={styles['progress']}>
      <p>{t(`waiting.${state}`)}</p>
      <ProgressBar label={t('progress')} done={state === 'training' ? progress : null} />
      <p className={styles['facts']}>
        {progress === null || state !== 'training' ? null : (
          <span>{t('percent', { percent: format.wholePercent(progress) })}</span>
        )}
        {stage === null || state !== 'training' ? null : <Stage stage={stage} />}
        {nextAttemptAt === null || state !== 'queued' ? null : (
          <span>{t('nextAttempt', { when: format.relative(nextAttemptAt, now) })}</span>
        )}
      </p>
    </div>
  )
}

const Stage = ({ stage }: { stage: string }) => {
  const t = useTranslations('training')
  const known = knownStage(stage)
  return <span>{t('stage', { stage: known === undefined ? isolate(stage) : t(`stages.${known}`) })}</span>
}
