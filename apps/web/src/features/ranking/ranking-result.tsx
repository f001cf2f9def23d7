import type { Ranking } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Card } from '../../shared/ui/panel.tsx'
import { bdi, strongBdi } from '../../shared/ui/rich.tsx'
import { type Bar, type Bars, prepareBars, prepareRows } from './prepare-ranking.ts'
import { Quality } from './quality.tsx'
import { RankingBars } from './ranking-bars.tsx'
import styles from './ranking-result.module.css'
import { RankingTable } from './ranking-table.tsx'

/** The answer to "what moves it?": one sentence, the bars, how far to trust them, and every variable. */
export const RankingResult = ({ ranking }: { ranking: Ranking }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  const bars = prepareBars(ranking.entries)
  return (
    <>
      <Card title={t('title')}>
        <p className={styles['context']}>
          {t('context', {
            target: isolate(ranking.target),
            rows: ranking.rows,
            file: isolate(ranking.fileName),
            when: format.dateTime(ranking.finishedAt),
          })}
        </p>
        <Lead bars={bars} target={ranking.target} />
        {bars.leading.length === 0 ? null : <RankingBars bars={bars} target={ranking.target} />}
        <p className={styles['caution']}>{t('caution')}</p>
      </Card>
      <Quality metrics={ranking.metrics} />
      {ranking.entries.length === 0 ? null : (
        <Card title={t('table')}>
          <RankingTable rows={prepareRows(ranking.entries)} target={ranking.target} />
          <p className={styles['caution']}>{t('effectHint')}</p>
        </Card>
      )}
    </>
  )
}

const Lead = ({ bars, target }: { bars: Bars; target: string }) => {
  const t = useTranslations('ranking')
  const first = bars.leading[0]
  if (first === undefined) return <p className={styles['lead']}>{t('empty')}</p>
  if (first.share === 0) return <p className={styles['lead']}>{t('none')}</p>
  return <LeadSentence first={first} target={target} />
}

const LeadSentence = ({ first, target }: { first: Bar; target: string }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  return (
    <p className={styles['lead']}>
      {t.rich('lead', {
        name: strongBdi(first.name),
        target: bdi(target),
        share: format.share(first.share),
      })}{' '}
      {first.direction.kind === 'given' ? null : t(`leadRest.${first.direction.kind}`)}
    </p>
  )
}
