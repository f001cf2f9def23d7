import type { DatasetColumn, Ranking } from '@alavanca/contract'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Card, Loading } from '../../shared/ui/panel.tsx'
import { CsvActions, ImageActions } from './export-actions.tsx'
import { Insights } from './insights.tsx'
import { Lead } from './lead.tsx'
import { prepareInsights } from './prepare-insights.ts'
import { type Fit, prepareQuality } from './prepare-quality.ts'
import { prepareBars, prepareRows } from './prepare-ranking.ts'
import { Quality, useFitSentence } from './quality.tsx'
import { RankingTable } from './ranking-table.tsx'
import { resultAnchors } from './result-anchors.ts'
import styles from './ranking-result.module.css'
import type { RankingSort } from './sort-rows.ts'

// The chart library comes with the first chart, not with the page.
const RankingBars = lazy(() =>
  import('./ranking-bars.tsx').then(({ RankingBars: component }) => ({ default: component })),
)

interface RankingResultProps {
  ranking: Ranking
  /** The target in its file; null where that is not known, undefined while it is being asked for. */
  column: DatasetColumn | null | undefined
  /** Explains the words of the result. */
  help: ReactNode
  /** What changed since the analysis before. */
  comparison: ReactNode
  sort: RankingSort | undefined
  onSort: (sort: RankingSort | undefined) => void
}

/** The answer to "what moves it?": one sentence, the bars, how far to trust them, and every variable. */
export const RankingResult = ({ ranking, column, help, comparison, sort, onSort }: RankingResultProps) => {
  const t = useTranslations('ranking')
  const bars = prepareBars(ranking.entries)
  const rows = prepareRows(ranking.entries)
  const empty = rows.length === 0
  const fit = prepareQuality(ranking.metrics)?.r2
  return (
    <>
      <Card
        title={t('title')}
        anchor={resultAnchors.answer}
        actions={empty ? undefined : <ImageActions ranking={ranking} />}
      >
        <Lead bars={bars} target={ranking.target} />
        <Trust fit={fit ?? null} />
        <Context ranking={ranking} />
        {empty ? null : (
          <Suspense fallback={<Loading label={t('barsLoading')} lines={bars.leading.length + 1} />}>
            <RankingBars bars={bars} target={ranking.target} />
          </Suspense>
        )}
        <p className={styles['caution']}>
          {t('caution')} {empty ? null : <a href={`#${resultAnchors.table}`}>{t('asTable')}</a>}
        </p>
      </Card>
      <Insights insights={prepareInsights(rows)} weak={fit?.level === 'low' || fit?.level === 'none'} />
      {/* What follows would move when the file is known: it waits those few milliseconds. */}
      {column === undefined ? (
        <Loading label={t('loadingRest')} lines={6} />
      ) : (
        <>
          <Quality metrics={ranking.metrics} column={column} help={help} />
          {empty ? null : (
            <Card title={t('table')} anchor={resultAnchors.table} actions={<CsvActions ranking={ranking} />}>
              <RankingTable rows={rows} target={ranking.target} sort={sort} onSort={onSort} />
              <p className={styles['caution']}>{t('effectHint')}</p>
            </Card>
          )}
          {comparison}
        </>
      )}
    </>
  )
}

/** Before anything is read off the bars: whether they can be believed. */
const Trust = ({ fit }: { fit: Fit | null }) => {
  const t = useTranslations('quality')
  return (
    <p className={styles['trust']} data-level={fit?.level ?? 'unknown'}>
      {useFitSentence()(fit)} <a href={`#${resultAnchors.quality}`}>{t('more')}</a>
    </p>
  )
}

const Context = ({ ranking }: { ranking: Ranking }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  return (
    <p className={styles['context']}>
      {t('context', {
        target: isolate(ranking.target),
        rows: ranking.rows,
        file: isolate(ranking.fileName),
        when: format.dateTime(ranking.finishedAt),
      })}
    </p>
  )
}
