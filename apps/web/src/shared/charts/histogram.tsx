import { AxisBottom } from '@visx/axis'
import { Group } from '@visx/group'
import { scaleLinear } from '@visx/scale'
import { Bar } from '@visx/shape'
import { useTranslations } from 'use-intl'
import { isolate } from '../format/isolate.ts'
import { useFormat } from '../format/use-format.ts'
import styles from './histogram.module.css'
import type { HistogramBar, HistogramData } from './prepare-histogram.ts'
import { useWidth } from './use-width.ts'

export interface HistogramProps {
  name: string
  data: HistogramData
  /** The values are a sample of more. */
  sampled: boolean
}

const height = 132
const axisHeight = 26
const side = 24
const plot = height - axisHeight

/** How the values of a column are spread, in bars and as a table. */
export const Histogram = ({ name, data, sampled }: HistogramProps) => {
  const t = useTranslations('histogram')
  const format = useFormat()
  const rangeText = useRangeText()
  const label = t('label', {
    name: isolate(name),
    count: data.count,
    min: format.figure(data.min),
    max: format.figure(data.max),
    range: rangeText(data.mode),
    share: format.share(data.mode.share),
  })
  return (
    <figure className={styles['figure']} aria-label={label}>
      <Drawing data={data} />
      {sampled ? <figcaption className={styles['note']}>{t('sample', { count: data.count })}</figcaption> : null}
      <TableTwin data={data} label={label} />
    </figure>
  )
}

const useRangeText = () => {
  const t = useTranslations('histogram')
  const format = useFormat()
  return ({ from, to }: HistogramBar) =>
    from === to ? format.figure(from) : t('range', { from: format.figure(from), to: format.figure(to) })
}

const Drawing = ({ data }: { data: HistogramData }) => {
  const format = useFormat()
  const rangeText = useRangeText()
  const [ref, width] = useWidth<HTMLDivElement>()
  const inner = Math.max(0, width - 2 * side)
  const { bars, kind } = data
  const first = bars[0]?.from ?? 0
  const last = bars.at(-1)?.to ?? 1
  const byValue = kind === 'values'
  const x = scaleLinear({ domain: byValue ? [0, bars.length] : [first, last], range: [0, inner] })
  const y = scaleLinear({ domain: [0, data.mode.count], range: [0, plot] })
  const gap = bars.length > 1 ? 1 : 0
  return (
    <div ref={ref} className={styles['drawing']}>
      {width === 0 ? null : (
        <svg width={width} height={height} aria-hidden="true">
          <Group left={side}>
            {bars.map((bar, i) => {
              const left = x(byValue ? i + 0.2 : bar.from)
              const right = x(byValue ? i + 0.8 : bar.to)
              // A bar of one row among a million is still a bar.
              const size = bar.count === 0 ? 0 : Math.max(y(bar.count), 1.5)
              return (
                <Bar
                  key={bar.from}
                  className={styles['bar'] ?? ''}
                  x={left}
                  y={plot - size}
                  width={Math.max(right - left - gap, 1)}
                  height={size}
                >
                  <title>{`${rangeText(bar)}: ${format.count(bar.count)}`}</title>
                </Bar>
              )
            })}
            <AxisBottom
              top={plot}
              scale={x}
              {...(byValue ? { tickValues: bars.map((_, i) => i + 0.5) } : { numTicks: inner < 360 ? 3 : 6 })}
              tickFormat={(value) =>
                format.figure(byValue ? (bars[Math.floor(Number(value))]?.from ?? 0) : Number(value))
              }
              tickLength={4}
              axisLineClassName={styles['axis'] ?? ''}
              tickClassName={styles['tick'] ?? ''}
              tickLabelProps={{ textAnchor: 'middle' }}
            />
          </Group>
        </svg>
      )}
    </div>
  )
}

const TableTwin = ({ data, label }: { data: HistogramData; label: string }) => {
  const t = useTranslations('histogram')
  const format = useFormat()
  const rangeText = useRangeText()
  return (
    <details className={styles['twin']}>
      <summary>{t('asTable')}</summary>
      <table className={styles['table']}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{data.kind === 'values' ? t('columnValue') : t('columnRange')}</th>
            <th scope="col">{t('columnCount')}</th>
            <th scope="col">{t('columnShare')}</th>
          </tr>
        </thead>
        <tbody>
          {data.bars.map((bar) => (
            <tr key={bar.from}>
              <th scope="row">{rangeText(bar)}</th>
              <td>{format.count(bar.count)}</td>
              <td>{format.share(bar.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
