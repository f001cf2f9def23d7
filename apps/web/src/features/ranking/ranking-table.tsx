import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { DirectionLabel } from './direction-label.tsx'
import type { Row } from './prepare-ranking.ts'
import styles from './ranking-table.module.css'

/** Every variable in figures and words: what the bars show, and what they leave out. */
export const RankingTable = ({ rows, target }: { rows: Row[]; target: string }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  const effect = format.aligned(rows.map((row) => row.effect))
  return (
    <div className={styles['container']}>
      <table className={styles['table']}>
        <caption className="visually-hidden">{t('tableCaption', { target: isolate(target) })}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles['number']}>
              <span className="visually-hidden">{t('position')}</span>
            </th>
            <th scope="col">{t('variable')}</th>
            <th scope="col" className={styles['number']}>
              {t('share')}
            </th>
            <th scope="col" className={styles['number']}>
              {t('effect')}
            </th>
            <th scope="col">{t('direction')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td className={`${styles['number']} ${styles['position']}`}>{format.count(row.position)}</td>
              <td className={styles['name']}>
                <bdi>{row.name}</bdi>
              </td>
              <td className={`${styles['number']} ${styles['share']}`}>{format.share(row.share)}</td>
              <td className={`${styles['number']} ${styles['effect']}`}>
                <span className={styles['inlineLabel']} aria-hidden="true">
                  {t('effect')}{' '}
                </span>
                {effect(row.effect)}
              </td>
              <td className={styles['direction']}>
                <DirectionLabel direction={row.direction} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
