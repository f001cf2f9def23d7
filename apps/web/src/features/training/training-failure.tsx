import type { Training } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import styles from './training-failure.module.css'

/** Why an analysis failed and what to do, then what the other side said, for whoever can use it. */
export const TrainingFailure = ({ failure }: { failure: NonNullable<Training['failure']> }) => {
  const t = useTranslations()
  return (
    <>
      <p>{t(`failure.${failure.code}`)}</p>
      {failure.message === '' ? null : (
        <details className={styles['technical']}>
          <summary>{t('training.technical')}</summary>
          <p className={styles['message']} dir="auto">
            {failure.message}
          </p>
        </details>
      )}
    </>
  )
}
