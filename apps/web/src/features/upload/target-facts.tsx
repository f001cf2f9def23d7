import { type ComponentType, lazy, Suspense, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { HistogramProps } from '../../shared/charts/histogram.tsx'
import { prepareHistogram } from '../../shared/charts/prepare-histogram.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { type Column, prepareWarnings, type TargetWarning } from './prepare-targets.ts'
import styles from './target-facts.module.css'

const Histogram = lazy(async (): Promise<{ default: ComponentType<HistogramProps> }> => {
  try {
    return { default: (await import('../../shared/charts/histogram.tsx')).Histogram }
  } catch {
    // Without its drawing, as when the network is gone, the rest still serves.
    return { default: () => null }
  }
})

interface TargetFactsProps {
  column: Column
  /** Rows that the figures tell of. */
  rows: number
  /** The rest of the file is still being read. */
  partial: boolean
  /** Values to draw; null where only the figures are known. */
  sample: Float64Array | null
}

/** What the chosen target looks like. */
export const TargetFacts = ({ column, rows, partial, sample }: TargetFactsProps) => {
  const t = useTranslations('upload')
  const histogram = useMemo(() => (sample === null ? null : prepareHistogram(sample)), [sample])
  return (
    <div className={styles['target']}>
      {histogram === null ? null : (
        <Suspense fallback={<div className={styles['room']} />}>
          <Histogram name={column.name} data={histogram} sampled={histogram.count < rows - column.missing} />
        </Suspense>
      )}
      <Figures column={column} rows={rows} />
      {partial ? <p className={styles['note']}>{t('facts.partial', { rows })}</p> : null}
    </div>
  )
}

/** What speaks against the chosen target; always there, so that a warning that comes is announced. */
export const TargetWarnings = ({ column, rows }: { column: Column | undefined; rows: number }) => (
  <div aria-live="polite" className={styles['warnings']}>
    {column ? prepareWarnings(column, rows).map((warning) => <Warning key={warning.kind} warning={warning} />) : null}
  </div>
)

const Warning = ({ warning }: { warning: TargetWarning }) => {
  const t = useTranslations('upload.warning')
  const format = useFormat()
  return (
    <p className={styles['warning']}>
      <svg viewBox="0 0 20 20" className={styles['sign']} aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M10 3 18 17H2ZM10 8v4M10 14.5v.5" strokeWidth="1.75" strokeLinejoin="round" strokeLinecap="round" />
      </svg>
      <span>
        {warning.kind === 'mostlyMissing'
          ? t('mostlyMissing', { share: format.share(warning.share) })
          : t('fewDistinct', { count: warning.count })}
      </span>
    </p>
  )
}

const Figures = ({ column, rows }: { column: Column; rows: number }) => {
  const t = useTranslations('upload.facts')
  const format = useFormat()
  const { min, max, mean, sd, missing, distinct, distinctCapped } = column
  const different = format.count(distinct)
  const figures: [string, number | null][] = [
    [t('min'), min],
    [t('max'), max],
    [t('mean'), mean],
    [t('sd'), sd],
  ]
  return (
    <dl className={styles['figures']}>
      {figures.map(([name, value]) =>
        value === null ? null : <Figure key={name} name={name} value={format.figure(value)} />,
      )}
      <Figure name={t('distinct')} value={distinctCapped ? t('atLeast', { count: different }) : different} />
      <Figure
        name={t('missing')}
        value={
          missing === 0 || rows === 0
            ? format.count(missing)
            : `${format.count(missing)} (${format.share(missing / rows)})`
        }
      />
    </dl>
  )
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
