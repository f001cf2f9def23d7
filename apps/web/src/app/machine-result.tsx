import { isAppError } from '@alavanca/api'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { RankingResult } from '../features/ranking/ranking-result.tsx'
import { trpc } from '../shared/api/api.ts'
import { LoadFailed } from '../shared/ui/load-failed.tsx'
import { Card, Empty, Loading } from '../shared/ui/panel.tsx'

interface MachineResultProps {
  machineId: number
  /** An analysis has been completed: without one there is nothing to ask for. */
  hasResult: boolean
  running: boolean
}

/** The ranking of the machine's last completed analysis, or why there is none. */
export const MachineResult = ({ machineId, hasResult, running }: MachineResultProps) => {
  const t = useTranslations()
  const ranking = useQuery(trpc.ranking.ofMachine.queryOptions({ machineId }, { enabled: hasResult }))
  if (ranking.data !== undefined) return <RankingResult ranking={ranking.data} />
  if (!hasResult || isAppError(ranking.error, 'ranking_not_found')) return <NoResult running={running} />
  if (ranking.isPending) {
    return (
      <Card title={t('machine.result')}>
        <Loading label={t('app.loading')} lines={8} />
      </Card>
    )
  }
  return <LoadFailed title={t('machine.resultFailed')} error={ranking.error} onRetry={() => void ranking.refetch()} />
}

const NoResult = ({ running }: { running: boolean }) => {
  const t = useTranslations()
  return (
    <Card title={t('machine.result')}>
      {running ? (
        <Empty title={t('machine.waitingTitle')} body={t('machine.waitingBody')} />
      ) : (
        <Empty title={t('machine.noResultTitle')} body={t('machine.noResultBody')} />
      )}
    </Card>
  )
}
