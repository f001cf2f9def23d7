import { type DragEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { buttonClass } from '../../shared/ui/button.tsx'
import styles from './drop-zone.module.css'

const accept = '.csv,.txt,.tsv,text/csv,text/plain,application/vnd.ms-excel'

/** Where a file is dropped or chosen. What it is, the server decides by its content. */
export const DropZone = ({ onFile }: { onFile: (file: File) => void }) => {
  const t = useTranslations('upload')
  const id = useId()
  const [over, setOver] = useState(false)
  const onDrag = (event: DragEvent) => {
    event.preventDefault()
    setOver(event.type === 'dragover' || event.type === 'dragenter')
  }
  return (
    <div
      className={styles['zone']}
      data-over={over ? '' : undefined}
      onDragEnter={onDrag}
      onDragOver={onDrag}
      onDragLeave={onDrag}
      onDrop={(event) => {
        onDrag(event)
        const file = event.dataTransfer.files[0]
        if (file) onFile(file)
      }}
    >
      <svg viewBox="0 0 24 24" className={styles['icon']} aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M5 15v3a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3" strokeWidth="1.75" />
      </svg>
      <p className={styles['text']}>{over ? t('dropNow') : `${t('drop')} ${t('or')}`}</p>
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
      <label htmlFor={id} className={buttonClass('secondary')}>
        {t('choose')}
      </label>
    </div>
  )
}
