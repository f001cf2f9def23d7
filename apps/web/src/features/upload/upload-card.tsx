import type { Training } from '@alavanca/contract'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card, Loading, Notice } from '../../shared/ui/panel.tsx'
import { DropZone } from './drop-zone.tsx'
import { TargetForm } from './target-form.tsx'
import { UploadProgress } from './upload-progress.tsx'
import { useUpload } from './use-upload.ts'
import styles from './target-form.module.css'

export const uploadAnchor = 'enviar'

interface UploadCardProps {
  machineId: number
  /** The file that waits for its target; it is part of the address, so that a reload keeps it. */
  datasetId: number | undefined
  previousTarget: string | undefined
  /** An analysis runs: another one will wait. */
  busy: boolean
  onDataset: (datasetId: number | undefined) => void
  onStarted: (training: Training) => void
}

/** From a file to an analysis: send it, see its columns, pick the target, start. */
export const UploadCard = ({ machineId, datasetId, busy, onDataset, ...rest }: UploadCardProps) => {
  const t = useTranslations('upload')
  const upload = useUpload(machineId, onDataset)
  const errorText = useErrorText()
  if (upload.file) {
    return (
      <Card title={t('title')} anchor={uploadAnchor}>
        <UploadProgress fileName={upload.file.name} progress={upload.progress} onCancel={upload.cancel} />
      </Card>
    )
  }
  if (datasetId !== undefined) {
    return (
      <Card title={t('title')} anchor={uploadAnchor}>
        <UploadedFile machineId={machineId} datasetId={datasetId} onAnother={() => onDataset(undefined)} {...rest} />
      </Card>
    )
  }
  return (
    <Card title={t('title')} anchor={uploadAnchor}>
      <p className={styles['facts']}>{t('hint')}</p>
      {upload.error === null ? null : (
        <Notice tone="bad" title={t('failed')}>
          <p>{errorText(upload.error)}</p>
        </Notice>
      )}
      <DropZone onFile={upload.send} />
      {busy ? <p className={styles['facts']}>{t('busy')}</p> : null}
    </Card>
  )
}

interface UploadedFileProps extends Pick<UploadCardProps, 'machineId' | 'previousTarget' | 'onStarted'> {
  datasetId: number
  onAnother: () => void
}

const UploadedFile = ({ machineId, datasetId, onAnother, ...rest }: UploadedFileProps) => {
  const t = useTranslations()
  const errorText = useErrorText()
  const dataset = useQuery(trpc.datasets.get.queryOptions({ datasetId }))
  if (dataset.isPending) return <Loading label={t('app.loading')} lines={3} />
  // An address can be edited, and a file belongs to one machine.
  const foreign = dataset.data !== undefined && dataset.data.machineId !== machineId
  if (dataset.data === undefined || foreign) {
    return (
      <Notice tone="bad" title={t('upload.loadFailed')}>
        <p>{foreign ? t('error.dataset_not_found') : errorText(dataset.error)}</p>
        <Button onClick={onAnother}>{t('upload.another')}</Button>
      </Notice>
    )
  }
  return <TargetForm key={datasetId} dataset={dataset.data} onAnother={onAnother} {...rest} />
}
