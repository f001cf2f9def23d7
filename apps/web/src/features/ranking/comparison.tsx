import type { Ranking } from '@alavanca/contract'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Card } from '../../shared/ui/panel.tsx'
import styles from './comparison.module.css'
import { type Change, type FigureChange, type Move, prepareComparison } from './prepare-comparison.ts'

interface ComparisonProps {
  before: Ranking
  now: Ranking
  /** Makes a link to the analysis compared with. */
  linkBefore: (text: ReactNode) => ReactNode
}

/** What changed since the analysis before of the same target: figures first, then the places of the variables. */
export const Comparison = ({ before, now, linkBefore }: ComparisonProps) => {
  const t = useTranslations('comparison')
  const format = useFormat()
  const { r2, mae, changes, others } = prepareComparison(before, now)
  const moved = changes.some(({ move }) => move.kind !== 'same')
  return (
    <Card title={t('title')}>
      <p className={styles['context']}>
        {t.rich('with', {
          link: linkBefore,
          id: String(before.trainingId),
          rows: before.rows,
          file: isolate(before.fileName),
          when: format.dateTime(before.finishedAt),
        })}
      </p>
      <ul className={styles['figures']}>
        <Figure label={t('r2')} change={r2} write={format.score} writeChange={format.scoreChange} />
        <Figure
          label={t('mae')}
          change={mae}
          write={format.figure}
          writeChange={(earlier, later) => format.signed(later - earlier, format.figure)}
        />
      </ul>
      {moved ? (
        <div className={styles['container']}>
          <Places changes={changes} />
        </div>
      ) : (
        <p>{t('unchanged')}</p>
      )}
      {others === 0 ? null : <p className={styles['context']}>{t('others', { count: others })}</p>}
      <p className={styles['context']}>{t('caution')}</p>
    </Card>
  )
}

interface FigureProps {
  label: string
  change: FigureChange | null
  write: (value: number) => string
  writeChange: (before: number, now: number) => string
}

const Figure = ({ label, change, write, writeChange }: FigureProps) => {
  const t = useTranslations('comparison')
  if (change === null) return null
  return (
    <li>
      {t('figure', {
        label,
        before: write(change.before),
        now: write(change.now),
        difference: writeChange(change.before, change.now),
      })}
    </li>
  )
}

const Places = ({ changes }: { changes: Change[] }) => {
  const t = useTranslations()
  return (
    <table className={styles['table']}>
      <caption className="visually-hidden">{t('comparison.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('ranking.variable')}</th>
          <th scope="col" className={styles['number']}>
            {t('comparison.before')}
          </th>
          <th scope="col" className={styles['number']}>
            {t('comparison.now')}
          </th>
          <th scope="col">{t('comparison.move')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.key}>
            <th scope="row" className={styles['name']}>
              <bdi>{change.name}</bdi>
            </th>
            <td className={styles['number']}>
              <Place side={change.before} />
            </td>
            <td className={styles['number']}>
              <Place side={change.now} />
            </td>
            <td className={styles['move']} data-move={change.move.kind}>
              <MoveText move={change.move} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Place = ({ side }: { side: Change['now'] }) => {
  const t = useTranslations('comparison')
  const format = useFormat()
  if (side === null) return '—'
  return (
    <>
      {t('place', { position: format.count(side.position) })}
      <span className={styles['share']}> ({format.share(side.share)})</span>
    </>
  )
}

const MoveText = ({ move }: { move: Move }) => {
  const t = useTranslations('comparison')
  const format = useFormat()
  if (!('places' in move)) return t(move.kind)
  const places = format.count(move.places)
  return (
    <>
      <span aria-hidden="true">{t(move.kind, { places })}</span>
      <span className="visually-hidden">{t(`${move.kind}Words`, { places: move.places })}</span>
    </>
  )
}
