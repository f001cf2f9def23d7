import type { DatasetColumn, Metrics } from '@alavanca/contract'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Format } from '../../shared/format/format.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Card } from '../../shared/ui/panel.tsx'
import { type Fit, prepareQuality, prepareSpread, type Quality as Prepared, type Spread } from './prepare-quality.ts'
import styles from './quality.module.css'
import { resultAnchors } from './result-anchors.ts'

interface QualityProps {
  metrics: Metrics | null
  /** The target in its file; null where that is not known. */
  column: DatasetColumn | null
  help: ReactNode
}

/** How far to trust the ranking: each figure with the sentence that says what it means. */
export const Quality = ({ metrics, column, help }: QualityProps) => {
  const t = useTranslations('quality')
  const quality = prepareQuality(metrics)
  return (
    <Card title={t('title')} anchor={resultAnchors.quality} actions={help}>
      {quality === null ? (
        <p>{t('missing')}</p>
      ) : (
        <dl className={styles['list']}>
          <FitPart r2={quality.r2} />
          <MeanError mae={quality.mae} rmse={quality.rmse} spread={prepareSpread(quality.mae, column)} />
          <Rows rows={quality.rows} />
        </dl>
      )}
    </Card>
  )
}

interface PartProps {
  label: string
  /** Null when it was not reported. */
  value: string | null
  sentence: string | null
}

const Part = ({ label, value, sentence }: PartProps) => {
  const t = useTranslations('app')
  return (
    <div className={styles['part']}>
      <dt className={styles['label']}>{label}</dt>
      <dd className={value === null ? styles['missing'] : styles['value']}>{value ?? t('notInformed')}</dd>
      {sentence === null ? null : <dd className={styles['sentence']}>{sentence}</dd>}
    </div>
  )
}

/** What an R² says, in words; null is one that was not reported. */
export const useFitSentence = (): ((fit: Fit | null) => string) => {
  const t = useTranslations('quality')
  const format = useFormat()
  return (fit) => {
    if (fit === null) return t('missing')
    if (fit.level === 'none') return t('r2Sentence.none')
    return t(`r2Sentence.${fit.level}`, { percent: format.wholePercent(fit.value) })
  }
}

const FitPart = ({ r2 }: { r2: Fit | null }) => {
  const t = useTranslations('quality')
  const format = useFormat()
  const sentence = useFitSentence()
  if (r2 === null) return <Part label={t('r2')} value={null} sentence={null} />
  return <Part label={t('r2')} value={format.score(r2.value)} sentence={sentence(r2)} />
}

const MeanError = ({ mae, rmse, spread }: Pick<Prepared, 'mae' | 'rmse'> & { spread: Spread | null }) => {
  const t = useTranslations('quality')
  const format = useFormat()
  const sentence = [
    mae === null ? '' : t('maeSentence', { mae: format.figure(mae) }),
    spread === null ? '' : spreadSentence(t, format, spread),
    rmse === null ? '' : t('rmse', { rmse: format.figure(rmse) }),
  ]
    .filter((part) => part !== '')
    .join(' ')
  return <Part label={t('mae')} value={mae === null ? null : format.figure(mae)} sentence={sentence || null} />
}

type Words = ReturnType<typeof useTranslations<'quality'>>

const spreadSentence = (t: Words, format: Format, { min, max, sd, share }: Spread): string => {
  const range = { share: format.share(share), min: format.figure(min), max: format.figure(max) }
  return sd === null ? t('maeRange', range) : t('maeSpread', { ...range, sd: format.figure(sd) })
}

const Rows = ({ rows }: Pick<Prepared, 'rows'>) => {
  const t = useTranslations('quality')
  const format = useFormat()
  if (rows === null) return <Part label={t('rows')} value={null} sentence={null} />
  const { train, test } = rows
  const value = format.count((train ?? 0) + (test ?? 0))
  if (train !== null && test !== null) {
    return <Part label={t('rows')} value={value} sentence={t('rowsSentence', { train, test })} />
  }
  const sentence = train === null ? t('testSentence', { test: test ?? 0 }) : t('trainSentence', { train })
  return <Part label={t('rows')} value={value} sentence={sentence} />
}
