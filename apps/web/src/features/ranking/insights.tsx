import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { Card } from '../../shared/ui/panel.tsx'
import { tones } from './direction.ts'
import { DirectionLabel } from './direction-label.tsx'
import styles from './insights.module.css'
import type { Insight } from './prepare-insights.ts'
import { resultAnchors } from './result-anchors.ts'

interface InsightsProps {
  insights: Insight[]
  /** The model does badly on rows it has not seen: the cards say so. */
  weak: boolean
}

/** A card for each leading variable, in plain language. */
export const Insights = ({ insights, weak }: InsightsProps) => {
  const t = useTranslations('insight')
  if (insights.length === 0) return null
  return (
    <Card title={t('title')} anchor={resultAnchors.insights}>
      {weak ? <p className={styles['weak']}>{t('weak')}</p> : null}
      <ol className={styles['cards']}>
        {insights.map((insight) => (
          <InsightCard key={insight.key} insight={insight} />
        ))}
      </ol>
    </Card>
  )
}

const InsightCard = ({ insight }: { insight: Insight }) => {
  const t = useTranslations('insight')
  const format = useFormat()
  const { name, share, effect, direction } = insight
  return (
    <li className={styles['card']} data-tone={tones[direction.kind]}>
      <h3 className={styles['name']} title={name}>
        <bdi>{name}</bdi>
      </h3>
      <DirectionLabel direction={direction} />
      <p className={styles['share']}>
        <span className={styles['figure']}>{format.share(share)}</span> {t('influence')}
      </p>
      <p>{t(`reading.${direction.kind}`)}</p>
      {effect === null ? null : <p className={styles['effect']}>{t('effect', { effect: format.figure(effect) })}</p>}
    </li>
  )
}
