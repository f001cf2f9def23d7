import type { Machine } from '@alavanca/contract'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { useNow } from '../../shared/format/use-now.ts'
import { bdi, strongBdi } from '../../shared/ui/rich.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import type { OpenDialog } from './machine-dialogs.tsx'
import styles from './machine-list.module.css'
import { RowMenu } from './row-menu.tsx'
import { RowProgress } from './row-progress.tsx'

interface MachineRowProps {
  machine: Machine
  onAction: (dialog: OpenDialog) => void
}

export const linkId = (machineId: number): string => `machine-${machineId}`

/** Drawn again only when its machine changes, though the list around it counts seconds. */
export const MachineRow = memo(({ machine, onAction }: MachineRowProps) => {
  const t = useTranslations('status')
  const { id, name, lastResult, latestTraining, status } = machine
  return (
    <tr className={styles['row']}>
      <td>
        <Link
          id={linkId(id)}
          to="/machines/$machineId"
          params={{ machineId: id }}
          className={styles['link']}
          title={name}
        >
          {name}
        </Link>
      </td>
      <td>
        <StatusBadge state={status} label={t(status)} />
        <RowProgress training={latestTraining} />
      </td>
      <td>
        <LastResult result={lastResult} />
      </td>
      <td className={styles['when']}>{lastResult === null ? null : <When at={lastResult.finishedAt} />}</td>
      <td className={styles['menu']}>
        <RowMenu machine={machine} onAction={onAction} />
      </td>
    </tr>
  )
})

const When = ({ at }: { at: Date }) => {
  const format = useFormat()
  const now = useNow()
  return (
    <time dateTime={at.toISOString()} title={format.dateTime(at)}>
      {format.relative(at, now)}
    </time>
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
