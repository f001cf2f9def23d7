import { isAppError } from '@alavanca/api'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { ReactNode } from 'react'
import type { RankingSort } from '../features/ranking/sort-rows.ts'
import { trpc } from '../shared/api/api.ts'
import { LoadFailed } from '../shared/ui/load-failed.tsx'
import { Card, Empty, Loading } from '../shared/ui/panel.tsx'
import { RankingView } from './ranking-view.tsx'

interface MachineResultProps {
  machineId: number
  /** An analysis has been completed: without one there is nothing to ask for. */
  hasResult: boolean
  running: boolean
  /** What to do where there is no result. */
  sendData: ReactNode
  sort: RankingSort | undefined
  onSort: (sort: RankingSort | undefined) => void
}

/** The ranking of the machine's last completed analysis, or why there is none. */
export const MachineResult = ({ machineId, hasResult, running, sendData, sort, onSort }: MachineResultProps) => {
  const t = useTranslations()
  const ranking = useQuery(trpc.ranking.ofMachine.queryOptions({ machineId }, { enabled: hasResult }))
  if (ranking.data !== undefined) return <RankingView ranking={ranking.data} sort={sort} onSort={onSort} />
  if (!hasResult || isAppError(ranking.error, 'ranking_not_found'))
    return running ? <Waiting /> : <NoResult>{sendData}</NoResult>
  if (ranking.isPending) {
    return (
      <Card title={t('machine.result')}>
        <Loading label={t('app.loading')} lines={8} />
      </Card>
    )
  }
  return <LoadFailed title={t('machine.resultFailed')} error={ranking.error} onRetry={() => void ranking.refetch()} />
}

const Waiting = () => {
  const t = useTranslations('machine')
  return (
    <Card title={t('result')}>
      <Empty title={t('waitingTitle')} body={t('waitingBody')} />
    </Card>
  )
}

const NoResult = ({ children }: { children: ReactNode }) => {
  const t = useTranslations('machine')
  return (
    <Card title={t('result')}>
      <Empty title={t('noResultTitle')} body={t('noResultBody')}>
        {children}
      </Empty>
    </Card>
  )
}
