import { isTerminal, type Machine } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import styles from './machine-list.module.css'

/** How far a running analysis is, where the model service tells; the badge above says that it runs. */
export const RowProgress = ({ training }: { training: Machine['latestTraining'] }) => {
  const t = useTranslations('training')
  const format = useFormat()
  if (training === null || isTerminal(training.state) || training.progress === null) return null
  return (
    <span className={styles['progress']}>
      <ProgressBar label={t('progress')} done={training.progress} />
      <span className={styles['percent']}>{format.wholePercent(training.progress)}</span>
    </span>
  )
}
