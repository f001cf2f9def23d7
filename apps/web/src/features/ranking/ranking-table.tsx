import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Field } from '../../shared/ui/field.tsx'
import { DirectionLabel } from './direction-label.tsx'
import type { Row } from './prepare-ranking.ts'
import styles from './ranking-table.module.css'
import { nextSort, parseRankingSort, type RankingSort, type SortColumn, sortOf, sortRows } from './sort-rows.ts'

interface RankingTableProps {
  rows: Row[]
  target: string
  sort: RankingSort | undefined
  onSort: (sort: RankingSort | undefined) => void
}

/** Every variable in figures and words: what the bars show, and what they leave out. */
export const RankingTable = ({ rows, target, sort, onSort }: RankingTableProps) => {
  const t = useTranslations('ranking')
  const { compare } = useFormat()
  return (
    <div className={styles['container']}>
      <SortSelect sort={sort} onSort={onSort} />
      <table className={styles['table']}>
        <caption className="visually-hidden">{t('tableCaption', { target: isolate(target) })}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles['number']}>
              <span className="visually-hidden">{t('position')}</span>
            </th>
            <Heading column="name" label={t('variable')} sort={sort} onSort={onSort} />
            <Heading column="share" label={t('share')} sort={sort} onSort={onSort} numeric />
            <Heading column="effect" label={t('effect')} sort={sort} onSort={onSort} numeric />
            <Heading column="direction" label={t('direction')} sort={sort} onSort={onSort} />
          </tr>
        </thead>
        <Body rows={sortRows(rows, sort, compare)} />
      </table>
    </div>
  )
}

interface HeadingProps extends Pick<RankingTableProps, 'sort' | 'onSort'> {
  column: SortColumn
  label: string
  numeric?: boolean
}

const Heading = ({ column, label, numeric = false, sort, onSort }: HeadingProps) => {
  const t = useTranslations('ranking')
  const order = sortOf(column, sort)
  return (
    <th scope="col" className={numeric ? styles['number'] : undefined} aria-sort={order}>
      <button
        type="button"
        className={styles['sort']}
        title={t('sortBy', { column: label })}
        onClick={() => onSort(nextSort(column, sort))}
      >
        {label}
        <span className={styles['arrow']} data-order={order} aria-hidden="true" />
      </button>
    </th>
  )
}

/** The same where the headings have no room. */
const SortSelect = ({ sort, onSort }: Pick<RankingTableProps, 'sort' | 'onSort'>) => {
  const t = useTranslations('ranking')
  return (
    <div className={styles['select']}>
      <Field label={t('order')}>
        {(control) => (
          <select
            {...control}
            value={sort ?? '-share'}
            onChange={(event) => onSort(parseRankingSort(event.target.value))}
          >
            {(['-share', '-effect', 'name', 'direction'] as const).map((order) => (
              <option key={order} value={order}>
                {t(`orders.${order}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  )
}

const Body = ({ rows }: { rows: Row[] }) => {
  const t = useTranslations()
  const format = useFormat()
  const effect = format.aligned(rows.flatMap((row) => row.effect ?? []))
  return (
    <tbody>
      {rows.map((row) => (
        <tr key={row.key}>
          <td className={`${styles['number']} ${styles['position']}`}>{format.count(row.position)}</td>
          <th scope="row" className={styles['name']}>
            <bdi>{row.name}</bdi>
          </th>
          <td className={`${styles['number']} ${styles['share']}`}>{format.share(row.share)}</td>
          <td className={`${styles['number']} ${styles['effect']}`}>
            <span className={styles['inlineLabel']} aria-hidden="true">
              {t('ranking.effect')}{' '}
            </span>
            {row.effect === null ? t('app.notInformed') : effect(row.effect)}
          </td>
          <td className={styles['direction']}>
            <DirectionLabel direction={row.direction} />
          </td>
        </tr>
      ))}
    </tbody>
  )
}
