import { useTranslations } from 'use-intl'
import styles from './machine-list.module.css'
import { useIsSlow } from './use-is-slow.ts'

const rows = Array.from({ length: 8 }, (_, row) => row)

/** As tall as the list that comes, so that nothing moves when it does. */
export const MachineSkeleton = () => {
  const t = useTranslations()
  const slow = useIsSlow()
  return (
    <div className={styles['list']}>
      <output className={styles['count']}>{t(slow ? 'machines.slow' : 'app.loading')}</output>
      <div className={styles['card']} aria-hidden="true">
        <div className={styles['skeletonHead']} />
        {rows.map((row) => (
          <div key={row} className={styles['skeletonRow']}>
            <span className={styles['bone']} />
            <span className={styles['bone']} />
            <span className={styles['bone']} />
          </div>
        ))}
      </div>
    </div>
  )
}
