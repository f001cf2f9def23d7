import type { Dataset, Training } from '@alavanca/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { useTrainingBegun } from '../../shared/api/training-cache.ts'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card, Loading, Notice } from '../../shared/ui/panel.tsx'
import styles from './file-card.module.css'
import { delimiterWord, markWord } from './file-words.ts'
import { TargetStep } from './target-step.tsx'
import type { StartFailure } from './use-send.ts'
import { useTarget } from './use-target.ts'

interface StoredFileProps {
  machineId: number
  datasetId: number
  previousTarget: string | undefined
  /** An analysis of this file that was asked for and did not begin. */
  failure: StartFailure | null
  busy: boolean
  onStarted: (training: Training) => void
  onAnother: () => void
}

/** A file that the server has: what to explain in it, and go. */
export const StoredFile = ({ machineId, datasetId, onAnother, ...rest }: StoredFileProps) => {
  const t = useTranslations()
  const errorText = useErrorText()
  const dataset = useQuery(trpc.datasets.get.queryOptions({ datasetId }))
  // An address can be edited, and a file belongs to one machine.
  const foreign = dataset.data !== undefined && dataset.data.machineId !== machineId
  if (dataset.data !== undefined && !foreign) {
    return <Loaded key={datasetId} dataset={dataset.data} onAnother={onAnother} {...rest} />
  }
  return (
    <Card title={t('upload.reading.title')}>
      {dataset.isPending ? (
        <Loading label={t('app.loading')} lines={3} />
      ) : (
        <Notice tone="bad" title={t('upload.loadFailed')}>
          <p>{foreign ? t('error.dataset_not_found') : errorText(dataset.error)}</p>
          <Button onClick={onAnother}>{t('upload.another')}</Button>
        </Notice>
      )}
    </Card>
  )
}

type LoadedProps = Omit<StoredFileProps, 'machineId' | 'datasetId'> & { dataset: Dataset }

const Loaded = ({ dataset, previousTarget, failure, busy, onStarted, onAnother }: LoadedProps) => {
  const t = useTranslations('upload')
  const errorText = useErrorText()
  const choice = useTarget(dataset.columns, failure?.target ?? previousTarget)
  const begun = useTrainingBegun()
  const start = useMutation(
    trpc.training.start.mutationOptions({
      onSuccess: (training) => {
        begun(training)
        onStarted(training)
      },
    }),
  )
  const error = start.isIdle ? failure?.error : start.error
  const another = (
    <Button look="quiet" onClick={onAnother}>
      {t('another')}
    </Button>
  )
  return (
    <div className={styles['stack']}>
      <Card title={t('reading.title')} actions={another}>
        <div>
          <p className={styles['name']}>
            <bdi>{dataset.fileName}</bdi>
          </p>
          <p className={styles['facts']}>
            {t('columns', {
              rows: dataset.rows,
              columns: dataset.columns.length,
              delimiter: t(`delimiter.${delimiterWord(dataset.delimiter)}`),
              decimal: t(`mark.${markWord(dataset.decimalMark)}`),
            })}
          </p>
        </div>
      </Card>
      <Card title={t('choice.title')}>
        <TargetStep
          choice={choice}
          rows={dataset.rows}
          partial={false}
          sampleOf={noSample}
          submitLabel={start.isPending ? t('starting') : t('start')}
          pending={start.isPending}
          onSubmit={(target) => start.mutate({ datasetId: dataset.id, target })}
          notes={
            <>
              {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
              {busy ? <p className={styles['facts']}>{t('busy')}</p> : null}
            </>
          }
        />
      </Card>
    </div>
  )
}

/** The server keeps figures of a column, not its values. */
const noSample = () => null
