import type { Metrics } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { Card } from '../../shared/ui/panel.tsx'
import { prepareQuality, type Quality as Prepared } from './prepare-quality.ts'
import styles from './quality.module.css'

/** How far to trust the ranking: each figure with the sentence that says what it means. */
export const Quality = ({ metrics }: { metrics: Metrics | null }) => {
  const t = useTranslations('quality')
  const quality = prepareQuality(metrics)
  return (
    <Card title={t('title')}>
      {quality === null ? (
        <p>{t('missing')}</p>
      ) : (
        <dl className={styles['list']}>
          <Fit r2={quality.r2} />
          <MeanError mae={quality.mae} rmse={quality.rmse} />
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

const Fit = ({ r2 }: { r2: Prepared['r2'] }) => {
  const t = useTranslations('quality')
  const format = useFormat()
  if (r2 === null) return <Part label={t('r2')} value={null} sentence={null} />
  const sentence =
    r2.level === 'none' ? t('r2Sentence.none') : t(`r2Sentence.${r2.level}`, { percent: format.wholePercent(r2.value) })
  return <Part label={t('r2')} value={format.score(r2.value)} sentence={sentence} />
}

const MeanError = ({ mae, rmse }: Pick<Prepared, 'mae' | 'rmse'>) => {
  const t = useTranslations('quality')
  const format = useFormat()
  const sentence = [
    mae === null ? '' : t('maeSentence', { mae: format.figure(mae) }),
    rmse === null ? '' : t('rmse', { rmse: format.figure(rmse) }),
  ].join(' ')
  return <Part label={t('mae')} value={mae === null ? null : format.figure(mae)} sentence={sentence.trim() || null} />
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
