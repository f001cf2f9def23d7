import type { Training } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/panel.tsx'
import styles from './sample-button.module.css'
import { useSample } from './use-sample.ts'

/** One click to a first result, with data that comes with the panel. */
export const SampleButton = ({ onStarted }: { onStarted: (training: Training) => void }) => {
  const t = useTranslations('sample')
  const errorText = useErrorText()
  const sample = useSample(t('machineName'), onStarted)
  return (
    <div className={styles['sample']}>
      <Button look="secondary" onClick={() => sample.mutate()} disabled={sample.isPending}>
        {sample.isPending ? t('starting') : t('start')}
      </Button>
      <p className={styles['hint']}>{t('hint')}</p>
      {sample.error === null ? null : (
        <Notice tone="bad" title={t('failed')}>
          <p>{errorText(sample.error)}</p>
        </Notice>
      )}
    </div>
  )
}
