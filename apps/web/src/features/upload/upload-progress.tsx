import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import styles from './upload-progress.module.css'
import type { Progress } from './use-upload.ts'

interface UploadProgressProps {
  fileName: string
  progress: Progress | null
  onCancel: () => void
}

export const UploadProgress = ({ fileName, progress, onCancel }: UploadProgressProps) => {
  const t = useTranslations('upload')
  const format = useFormat()
  const { loaded, total } = progress ?? { loaded: 0, total: 0 }
  const received = total > 0 && loaded >= total
  return (
    <div className={styles['progress']}>
      <p className={styles['name']}>{t('sending', { name: isolate(fileName) })}</p>
      <ProgressBar label={t('progress')} done={received || total === 0 ? null : loaded / total} />
      <output className={styles['amount']}>
        {received ? t('checking') : t('sent', { loaded: format.bytes(loaded), total: format.bytes(total) })}
      </output>
      <Button onClick={onCancel}>{t('cancel')}</Button>
    </div>
  )
}
