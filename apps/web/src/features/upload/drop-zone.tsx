import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { buttonClass } from '../../shared/ui/button.tsx'
import styles from './drop-zone.module.css'

const accept = '.csv,.txt,.tsv,text/csv,text/plain,application/vnd.ms-excel'

/** Where a file is chosen; one that is dropped anywhere on the page lands here. What it is, its content decides. */
export const DropZone = ({ over, onFile }: { over: boolean; onFile: (file: File) => void }) => {
  const t = useTranslations('upload')
  const id = useId()
  return (
    <div className={styles['zone']} data-over={over ? '' : undefined}>
      <svg viewBox="0 0 24 24" className={styles['icon']} aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M5 15v3a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3" strokeWidth="1.75" />
      </svg>
      <input
        id={id}
        type="file"
        accept={accept}
        className={styles['input']}
        onChange={(event) => {
          const file = event.target.files?.[0]
          // Cleared, so that the same file can be chosen again after it was corrected.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
      <label htmlFor={id} className={buttonClass('primary')}>
        {t('choose')}
      </label>
      <p className={styles['text']}>{over ? t('dropNow') : t('drop')}</p>
      <p className={styles['note']}>{t('private')}</p>
    </div>
  )
}
