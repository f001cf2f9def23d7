import type { Machine } from '@alavanca/contract'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { useNow } from '../../shared/format/use-now.ts'
import { bdi, strongBdi } from '../../shared/ui/rich.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import styles from './machine-list.module.css'

export const MachineRow = ({ machine }: { machine: Machine }) => {
  const t = useTranslations('status')
  const format = useFormat()
  const now = useNow()
  const { lastResult, status } = machine
  return (
    <tr className={styles['row']}>
      <td>
        <Link to="/machines/$machineId" params={{ machineId: machine.id }} className={styles['link']}>
          {machine.name}
        </Link>
      </td>
      <td>
        <StatusBadge state={status} label={t(status)} />
      </td>
      <td>
        <LastResult result={lastResult} />
      </td>
      <td className={styles['when']}>
        {lastResult === null ? null : (
          <time dateTime={lastResult.finishedAt.toISOString()} title={format.dateTime(lastResult.finishedAt)}>
            {format.relative(lastResult.finishedAt, now)}
          </time>
        )}
      </td>
    </tr>
  )
}

const LastResult = ({ result }: { result: Machine['lastResult'] }) => {
  const t = useTranslations('machines')
  const format = useFormat()
  if (result === null) return <span className={styles['faint']}>{t('noResult')}</span>
  const target = bdi(result.target)
  return (
    <span className={styles['result']}>
      <span className={styles['sentence']}>
        {result.leadingFeature === null
          ? t.rich('targetOnly', { target })
          : t.rich('leading', { name: strongBdi(result.leadingFeature), target })}
      </span>
      {result.r2 === null ? null : <span className={styles['faint']}>{t('fit', { r2: format.score(result.r2) })}</span>}
    </span>
  )
}
