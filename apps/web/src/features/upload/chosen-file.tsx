import type { ReadAs } from '@alavanca/csv'
import { useCallback, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card, Loading, Notice } from '../../shared/ui/panel.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import { AlreadySent } from './already-sent.tsx'
import styles from './file-card.module.css'
import { FileTrouble } from './file-trouble.tsx'
import { PreviewTable } from './preview-table.tsx'
import { ReadingChoices } from './reading-choices.tsx'
import { conversionOf, sampleOf } from './reading-protocol.ts'
import type { Reading } from './reading-state.ts'
import { TargetStep } from './target-step.tsx'
import { useReading } from './use-reading.ts'
import type { SendRequest } from './use-send.ts'
import { useTarget } from './use-target.ts'

export interface SendFailure {
  /** By the server; otherwise it never got there. */
  refused: boolean
  text: string
}

interface ChosenFileProps {
  machineId: number
  file: File
  previousTarget: string | undefined
  busy: boolean
  /** It is on its way, and out of sight until it has arrived or comes back. */
  hidden: boolean
  /** Why it is still here after it was to be sent. */
  failure: SendFailure | null
  onSend: (request: SendRequest) => void
  onAnother: () => void
  /** A file that the server has is to be used in its place. */
  onDataset: (datasetId: number) => void
}

/** A file that is still here: how it is read, its first rows, and which column to explain. */
export const ChosenFile = (props: ChosenFileProps) => {
  const { machineId, file, failure, busy, hidden, previousTarget, onSend, onAnother, onDataset } = props
  const t = useTranslations('upload')
  const { reading, choose } = useReading(file, t('reading.columnWord'))
  const choice = useTarget(reading.columns, previousTarget)
  const top = useRef<HTMLDivElement>(null)
  // What was focused is gone: without this the keyboard would start again at the top of the page.
  useEffect(() => {
    if (!hidden) top.current?.focus({ preventScroll: true })
  }, [hidden])

  const { preview, trouble, samples } = reading
  const conversion = preview ? conversionOf(preview, reading.readAs) : null
  const sampleOfColumn = useCallback((column: number) => (samples ? sampleOf(samples, column) : null), [samples])
  const another = (
    <Button look="quiet" onClick={onAnother}>
      {t('another')}
    </Button>
  )
  return (
    <div ref={top} tabIndex={-1} hidden={hidden} className={styles['stack']}>
      <Card title={t('reading.title')} actions={another}>
        <FileFacts file={file} reading={reading} />
        {failure ? <Failure failure={failure} /> : null}
        <HowItIsRead reading={reading} onChoose={choose} />
        {trouble ? <FileTrouble trouble={trouble} /> : null}
        {trouble && trouble.kind !== 'refused' ? (
          <div className={styles['actions']}>
            <Button look="primary" onClick={() => onSend({ file, conversion: null, target: null })}>
              {t('trouble.sendAnyway')}
            </Button>
          </div>
        ) : null}
      </Card>
      {preview && reading.columns.length > 0 ? (
        <Card title={t('preview.title')}>
          <PreviewTable
            columns={reading.columns}
            counted={reading.rows}
            rows={preview.rows}
            lines={preview.lines}
            target={choice.target}
            problemLine={trouble?.kind === 'refused' ? trouble.problem.line : null}
          />
        </Card>
      ) : null}
      {preview && reading.columns.length > 0 && !trouble ? (
        <Card title={t('choice.title')}>
          <TargetStep
            choice={choice}
            rows={reading.rows}
            partial={!reading.whole}
            sampleOf={sampleOfColumn}
            submitLabel={t('send')}
            pending={false}
            onSubmit={(name) => onSend({ file, conversion, target: name })}
            notes={
              <>
                <AlreadySent machineId={machineId} sha256={conversion ? null : reading.sha256} onDataset={onDataset} />
                {conversion ? <Notice>{t('reading.converted')}</Notice> : null}
                {busy ? <p className={styles['facts']}>{t('busy')}</p> : null}
              </>
            }
          />
        </Card>
      ) : null}
    </div>
  )
}

const Failure = ({ failure: { refused, text } }: { failure: SendFailure }) => {
  const t = useTranslations('upload')
  return (
    <Notice tone="bad" title={refused ? t('failed') : t('notSent')}>
      <p>{text}</p>
      <p>{t('failedHint')}</p>
    </Notice>
  )
}

const FileFacts = ({ file, reading }: { file: File; reading: Reading }) => {
  const t = useTranslations('upload.reading')
  const format = useFormat()
  const { whole, trouble, columns, rows, bytes } = reading
  const share = file.size === 0 ? 0 : Math.min(1, bytes / file.size)
  return (
    <div className={styles['about']}>
      <p className={styles['file']}>
        <bdi className={styles['name']} title={file.name}>
          {file.name}
        </bdi>
        <span className={styles['facts']}>{format.bytes(file.size)}</span>
        {whole || trouble ? null : (
          <span className={styles['facts']}>
            {columns.length === 0 ? t('opening') : t('partial', { percent: format.wholePercent(share) })}
          </span>
        )}
        <output className={styles['facts']}>{whole ? t('whole', { rows, columns: columns.length }) : null}</output>
      </p>
      <div className={styles['bar']}>
        {whole || trouble ? null : <ProgressBar label={t('progress')} done={share} />}
      </div>
    </div>
  )
}

interface HowItIsReadProps {
  reading: Reading
  onChoose: (readAs: ReadAs) => void
}

const HowItIsRead = ({ reading: { preview, readAs, trouble }, onChoose }: HowItIsReadProps) => {
  const t = useTranslations('upload.reading')
  if (preview)
    return <ReadingChoices dialect={preview.dialect} header={preview.header} readAs={readAs} onChoose={onChoose} />
  return trouble ? null : <Loading label={t('opening')} lines={3} />
}
