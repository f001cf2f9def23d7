import { scaleLinear } from '@visx/scale'
import { Bar as Rect } from '@visx/shape'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { tones } from './direction.ts'
import { DirectionLabel, useDirectionText } from './direction-label.tsx'
import type { Bar, Bars } from './prepare-ranking.ts'
import styles from './ranking-bars.module.css'

/** Draws what `prepareBars` decided. Each line is one sentence to a screen reader. */
export const RankingBars = ({ bars, target }: { bars: Bars; target: string }) => {
  const t = useTranslations('ranking')
  return (
    <div className={styles['container']}>
      <ol className={styles['list']} aria-label={t('barsLabel', { target: isolate(target) })}>
        {bars.leading.map((bar) => (
          <VariableBar key={bar.key} bar={bar} />
        ))}
        {bars.rest === null ? null : <RestBar rest={bars.rest} />}
      </ol>
    </div>
  )
}

const VariableBar = ({ bar }: { bar: Bar }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  const directionText = useDirectionText()
  const sentence = t('bar', {
    position: format.count(bar.position),
    name: isolate(bar.name),
    share: format.share(bar.share),
    direction: isolate(directionText(bar.direction)),
  })
  return (
    <li className={styles['item']} aria-label={sentence}>
      <span className={styles['position']}>{format.count(bar.position)}</span>
      <span className={styles['name']} title={bar.name}>
        <bdi>{bar.name}</bdi>
      </span>
      <Track length={bar.length} tone={tones[bar.direction.kind]} />
      <span className={styles['share']}>{format.share(bar.share)}</span>
      <span className={styles['direction']}>
        <DirectionLabel direction={bar.direction} />
      </span>
    </li>
  )
}

const RestBar = ({ rest }: { rest: NonNullable<Bars['rest']> }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  const label = t('others', { count: rest.count })
  const share = format.share(rest.share)
  return (
    <li className={`${styles['item']} ${styles['rest']}`} aria-label={t('otherBar', { label, share })}>
      <span className={styles['position']} />
      <span className={styles['name']}>{label}</span>
      <Track length={rest.length} tone="rest" />
      <span className={styles['share']}>{share}</span>
      <span className={styles['direction']} />
    </li>
  )
}

/** The smallest share still shows, as a line. */
const percent = scaleLinear({ domain: [0, 1], range: [0.5, 100], clamp: true })

const Track = ({ length, tone }: { length: number; tone: string }) => (
  <span className={styles['track']} aria-hidden="true">
    <svg width="100%" height="100%">
      <Rect className={`${styles['fill']}`} data-tone={tone} width={`${percent(length)}%`} height="100%" rx={3} />
    </svg>
  </span>
)
