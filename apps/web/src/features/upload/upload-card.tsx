import { appErrorOf } from '@alavanca/api'
import type { Training } from '@alavanca/contract'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Card } from '../../shared/ui/panel.tsx'
import { ChosenFile, type SendFailure } from './chosen-file.tsx'
import { DropZone } from './drop-zone.tsx'
import styles from './file-card.module.css'
import { useTroubleText } from './file-trouble.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { ConversionError } from './reading-thread.ts'
import { SendProgress } from './send-progress.tsx'
import { StoredFile } from './stored-file.tsx'
import { StoredFiles } from './stored-files.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { type StartFailure, useSend } from './use-send.ts'

interface UploadCardProps {
  machineId: number
  /** A stored file that waits for its target; it is part of the address, so that a reload keeps it. */
  datasetId: number | undefined
  previousTarget: string | undefined
  /** An analysis runs: another one will wait. */
  busy: boolean
  onDataset: (datasetId: number | undefined) => void
  onStarted: (training: Training) => void
}

/** From a file to an analysis: choose it, see its columns, pick the target, send. */
export const UploadCard = ({ machineId, datasetId, previousTarget, busy, onDataset, onStarted }: UploadCardProps) => {
  const t = useTranslations('upload')
  const [chosen, setChosen] = useState<{ file: File; key: number } | null>(null)
  const [failure, setFailure] = useState<StartFailure | null>(null)
  const failureOf = useSendFailure()
  const send = useSend({
    machineId,
    columnWord: t('reading.columnWord'),
    onStarted,
    onStored: (stored, startFailure) => {
      setChosen(null)
      setFailure(startFailure)
      onDataset(stored)
    },
  })
  const take = (file: File) => {
    send.reset()
    setChosen((last) => ({ file, key: (last?.key ?? 0) + 1 }))
    if (datasetId !== undefined) onDataset(undefined)
  }
  const another = () => {
    send.reset()
    setChosen(null)
    setFailure(null)
    if (datasetId !== undefined) onDataset(undefined)
  }
  const sending = send.progress !== null
  const over = useFileDrop({ enabled: !sending, pastedName: t('pastedName'), onFile: take })

  if (chosen) {
    return (
      <>
        <LeaveGuard isSending={send.isSending} />
        {send.progress ? (
          <Card title={t('title')}>
            <SendProgress fileName={chosen.file.name} progress={send.progress} onCancel={send.cancel} />
          </Card>
        ) : null}
        <ChosenFile
          key={chosen.key}
          machineId={machineId}
          file={chosen.file}
          previousTarget={previousTarget}
          busy={busy}
          hidden={sending}
          failure={send.error === null ? null : failureOf(send.error)}
          onSend={send.send}
          onAnother={another}
          onDataset={(stored) => {
            another()
            onDataset(stored)
          }}
        />
      </>
    )
  }
  if (datasetId !== undefined) {
    return (
      <StoredFile
        machineId={machineId}
        datasetId={datasetId}
        previousTarget={previousTarget}
        failure={failure?.datasetId === datasetId ? failure : null}
        busy={busy}
        onStarted={onStarted}
        onAnother={another}
      />
    )
  }
  return (
    <div className={styles['stack']}>
      <Card title={t('title')}>
        <p className={styles['facts']}>{t('hint')}</p>
        <DropZone over={over} onFile={take} />
        {busy ? <p className={styles['facts']}>{t('busy')}</p> : null}
      </Card>
      <StoredFiles machineId={machineId} onDataset={onDataset} />
    </div>
  )
}

/** Why a file was not sent: said by its reader here, or by the server. */
const useSendFailure = (): ((error: unknown) => SendFailure) => {
  const errorText = useErrorText()
  const troubleText = useTroubleText()
  return (error) =>
    error instanceof ConversionError
      ? { refused: false, text: troubleText(error.outcome) }
      : { refused: appErrorOf(error) !== undefined, text: errorText(error) }
}
