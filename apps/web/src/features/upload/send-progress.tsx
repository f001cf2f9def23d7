import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import styles from './send-progress.module.css'
import type { SendProgress as Progress } from './use-send.ts'

interface SendProgressProps {
  fileName: string
  progress: Progress
  onCancel: () => void
}

/** How far a file is on its way: bytes, speed, time left; then that the server is at it. */
export const SendProgress = ({ fileName, progress, onCancel }: SendProgressProps) => {
  const t = useTranslations('upload')
  const { phase, loaded, total } = progress
  const top = useRef<HTMLDivElement>(null)
  // The button that began this is out of sight.
  useEffect(() => top.current?.focus(), [])
  const counts = phase === 'converting' || phase === 'sending'
  return (
    <div ref={top} tabIndex={-1} className={styles['progress']}>
      <p className={styles['name']}>
        {t(phase === 'converting' ? 'converting' : 'sending', { name: isolate(fileName) })}
      </p>
      <ProgressBar label={t('progress')} done={counts && total > 0 ? loaded / total : null} />
      <Amount progress={progress} />
      <output className={counts ? 'visually-hidden' : styles['amount']}>
        {phase === 'checking' ? t('checking') : phase === 'starting' ? t('starting') : null}
      </output>
      {phase === 'starting' ? null : <Button onClick={onCancel}>{t('cancel')}</Button>}
    </div>
  )
}

/** Not announced: what changes five times in a second is for the eye, and the bar has its value. */
const Amount = ({ progress: { phase, loaded, total, bytesPerSecond, secondsLeft } }: { progress: Progress }) => {
  const t = useTranslations('upload')
  const format = useFormat()
  if (phase === 'checking' || phase === 'starting') return null
  const sent = t('sent', { loaded: format.bytes(loaded), total: format.bytes(total) })
  const pace =
    bytesPerSecond === null || secondsLeft === null
      ? []
      : [
          t('pace', {
            speed: format.bytes(bytesPerSecond),
            time: format.duration(new Date(0), new Date(secondsLeft * 1000)),
          }),
        ]
  return <p className={styles['amount']}>{[sent, ...pace].join(' · ')}</p>
}
