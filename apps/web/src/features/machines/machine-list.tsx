import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useConnection } from '../../shared/live/connection.ts'
import { LoadFailed } from '../../shared/ui/load-failed.tsx'
import { Empty, Notice } from '../../shared/ui/panel.tsx'
import { isHidden } from './deletions.ts'
import { useDeletions } from './machine-deletions.ts'
import styles from './machine-list.module.css'
import { MachinePager } from './machine-pager.tsx'
import { MachineSkeleton } from './machine-skeleton.tsx'
import { MachineTable } from './machine-table.tsx'
import { machineList } from './machines-queries.ts'
import { atPage, isFiltered, type MachinesSearch } from './machines-search.ts'
import { type PageWindow, pageWindow } from './page-window.ts'
import { StaleNotice } from './stale-notice.tsx'
import { usePrefetchedPage } from './use-prefetched-page.ts'

interface MachineListProps {
  search: MachinesSearch
  /** What to offer where there is no machine at all, and where the filters leave none. */
  onEmpty: ReactNode
  onNoneFound: ReactNode
}

export const MachineList = ({ search, onEmpty, onNoneFound }: MachineListProps) => {
  const t = useTranslations('machines')
  const list = useQuery({ ...machineList(trpc, search), placeholderData: keepPreviousData })
  const hidden = useDeletions().filter(isHidden)
  const isOffline = useConnection() === 'offline'
  const { data, isPlaceholderData: isPrevious } = list

  const machines = data?.items.filter(({ id }) => hidden.every((entry) => entry.id !== id)) ?? []
  const total = data === undefined ? 0 : data.total - (data.items.length - machines.length)
  const window = pageWindow(search.page ?? 1, machines.length, total)
  usePrefetchedPage(search, data !== undefined && !isPrevious && window.page < window.pages)

  if (data === undefined) {
    if (list.isError)
      return <LoadFailed title={t('loadFailed')} error={list.error} onRetry={() => void list.refetch()} />
    return isOffline ? <Notice>{t('offlineNothing')}</Notice> : <MachineSkeleton />
  }
  if (!isPrevious && window.page > window.pages) {
    return <Navigate to="/" search={atPage(search, window.pages)} replace />
  }
  return (
    <div className={styles['list']} aria-busy={isPrevious} data-previous={isPrevious ? '' : undefined}>
      {isOffline || list.isError ? <StaleNotice isOffline={isOffline} onRetry={() => void list.refetch()} /> : null}
      <Range window={window} />
      {total === 0 ? (
        <Nothing search={search} onEmpty={onEmpty} onNoneFound={onNoneFound} />
      ) : (
        <>
          <MachineTable machines={machines} search={search} />
          <MachinePager window={window} search={search} />
        </>
      )}
    </div>
  )
}

/** Said again by a screen reader when a search, a filter or another page changes it, to nothing as well. */
const Range = ({ window: { from, to, total } }: { window: PageWindow }) => {
  const t = useTranslations('machines')
  const format = useFormat()
  return (
    <output className={total === 0 ? 'visually-hidden' : styles['count']}>
      {to - from + 1 === total
        ? t('count', { count: total })
        : t('range', { from: format.count(from), to: format.count(to), total })}
    </output>
  )
}

const Nothing = ({ search, onEmpty, onNoneFound }: MachineListProps) => {
  const t = useTranslations('machines')
  return (
    <div className={styles['card']}>
      {isFiltered(search) ? (
        <Empty title={t('noneFoundTitle')} body={t('noneFoundBody')}>
          {onNoneFound}
        </Empty>
      ) : (
        <Empty title={t('emptyTitle')} body={t('emptyBody')}>
          {onEmpty}
        </Empty>
      )}
    </div>
  )
}
