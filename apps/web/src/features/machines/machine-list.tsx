import type { Machine } from '@alavanca/contract'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { LoadFailed } from '../../shared/ui/load-failed.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Empty, Loading } from '../../shared/ui/panel.tsx'
import styles from './machine-list.module.css'
import { MachineRow } from './machine-row.tsx'
import { machineList } from './machines-queries.ts'
import type { MachinesSearch } from './machines-search.ts'

interface MachineListProps {
  search: MachinesSearch
  /** What to offer where there is no machine at all, and where the filters leave none. */
  onEmpty: ReactNode
  onNoneFound: ReactNode
}

export const MachineList = ({ search, onEmpty, onNoneFound }: MachineListProps) => {
  const t = useTranslations()
  const list = useInfiniteQuery({ ...machineList(trpc, search), placeholderData: keepPreviousData })
  if (list.isPending) {
    return (
      <Frame>
        <Loading label={t('app.loading')} lines={6} />
      </Frame>
    )
  }
  if (list.data === undefined) {
    return <LoadFailed title={t('machines.loadFailed')} error={list.error} onRetry={() => void list.refetch()} />
  }
  const machines = list.data.pages.flatMap((page) => page.items)
  const filtered = search.search !== undefined || search.status !== undefined
  if (machines.length === 0) {
    return (
      <Frame>
        {filtered ? (
          <Empty title={t('machines.noneFoundTitle')} body={t('machines.noneFoundBody')}>
            {onNoneFound}
          </Empty>
        ) : (
          <Empty title={t('machines.emptyTitle')} body={t('machines.emptyBody')}>
            {onEmpty}
          </Empty>
        )}
      </Frame>
    )
  }
  return (
    <>
      <output className={styles['count']}>
        {t(list.hasNextPage ? 'machines.countMore' : 'machines.count', { count: machines.length })}
      </output>
      <Frame>
        <MachineTable machines={machines} />
      </Frame>
      <LoadMore query={list} />
    </>
  )
}

const Frame = ({ children }: { children: ReactNode }) => <div className={styles['card']}>{children}</div>

const MachineTable = ({ machines }: { machines: Machine[] }) => {
  const t = useTranslations('machines')
  return (
    <table className={styles['table']}>
      <caption className="visually-hidden">{t('table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('columnName')}</th>
          <th scope="col" className={styles['status']}>
            {t('columnStatus')}
          </th>
          <th scope="col">{t('columnResult')}</th>
          <th scope="col" className={styles['when']}>
            {t('columnWhen')}
          </th>
        </tr>
      </thead>
      <tbody>
        {machines.map((machine) => (
          <MachineRow key={machine.id} machine={machine} />
        ))}
      </tbody>
    </table>
  )
}
