import { isTerminal, type Training } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import styles from './training-actions.module.css'
import { useCancelTraining, useRetryTraining } from './training-mutations.ts'

interface TrainingActionsProps {
  training: Training
  /** In a list, the button's name says which analysis it is for. */
  numbered?: boolean
  onRetried?: (training: Training) => void
}

/** What can be done about an analysis: cancel it while it runs, repeat it when it left nothing. */
export const TrainingActions = ({ training, numbered = false, onRetried }: TrainingActionsProps) => {
  if (!isTerminal(training.state)) return <CancelTraining training={training} numbered={numbered} />
  if (training.state === 'completed') return null
  return <RetryTraining training={training} numbered={numbered} onRetried={onRetried} />
}

const CancelTraining = ({ training, numbered }: { training: Training; numbered: boolean }) => {
  const t = useTranslations('training')
  const cancel = useCancelTraining()
  return (
    <div className={styles['actions']}>
      <Button
        onClick={() => cancel.mutate({ trainingId: training.id })}
        disabled={cancel.isPending}
        aria-label={numbered ? t('cancelNumber', { id: String(training.id) }) : undefined}
      >
        {cancel.isPending ? t('cancelling') : t('cancel')}
      </Button>
      <Problem error={cancel.error} />
    </div>
  )
}

interface RetryTrainingProps {
  training: Training
  numbered: boolean
  onRetried: ((training: Training) => void) | undefined
}

const RetryTraining = ({ training, numbered, onRetried }: RetryTrainingProps) => {
  const t = useTranslations('training')
  const retry = useRetryTraining()
  return (
    <div className={styles['actions']}>
      <Button
        look={numbered ? 'secondary' : 'primary'}
        onClick={() => retry.mutate({ trainingId: training.id }, onRetried ? { onSuccess: onRetried } : undefined)}
        disabled={retry.isPending}
        aria-label={numbered ? t('retryNumber', { id: String(training.id) }) : undefined}
      >
        {retry.isPending ? t('retrying') : t('retry')}
      </Button>
      <Problem error={retry.error} />
    </div>
  )
}

const Problem = ({ error }: { error: unknown }) => {
  const errorText = useErrorText()
  if (error === null) return null
  return (
    <p role="alert" className={styles['problem']}>
      {errorText(error)}
    </p>
  )
}
