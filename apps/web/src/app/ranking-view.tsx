import type { DatasetColumn, Ranking } from '@alavanca/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { HelpButton } from '../features/help/help-button.tsx'
import { Comparison } from '../features/ranking/comparison.tsx'
import { RankingResult } from '../features/ranking/ranking-result.tsx'
import type { RankingSort } from '../features/ranking/sort-rows.ts'
import { previousTraining } from '../features/training/training-queries.ts'
import { trpc } from '../shared/api/api.ts'

interface RankingViewProps {
  ranking: Ranking
  sort: RankingSort | undefined
  onSort: (sort: RankingSort | undefined) => void
}

/** A ranking with what other parts of the panel know about it: its file, and the analysis before. */
export const RankingView = ({ ranking, sort, onSort }: RankingViewProps) => {
  const t = useTranslations('help')
  return (
    <RankingResult
      ranking={ranking}
      column={useTargetColumn(ranking)}
      help={<HelpButton label={t('short')} />}
      comparison={<WithPrevious ranking={ranking} />}
      sort={sort}
      onSort={onSort}
    />
  )
}

/** What the file says of the target: null when it cannot be had, and the result is complete but for one comparison. */
const useTargetColumn = ({ trainingId, target }: Ranking): DatasetColumn | null | undefined => {
  const training = useQuery(trpc.training.get.queryOptions({ trainingId }))
  const datasetId = training.data?.datasetId
  const dataset = useQuery({
    ...trpc.datasets.get.queryOptions({ datasetId: datasetId ?? 0 }),
    enabled: datasetId !== undefined,
  })
  if (training.isError || dataset.isError) return null
  return dataset.data && (dataset.data.columns.find(({ name }) => name === target) ?? null)
}

/** Nothing where there is no analysis to compare with, and while it is being looked for. */
const WithPrevious = ({ ranking }: { ranking: Ranking }) => {
  const { machineId } = ranking
  const trainingId = useQuery(previousTraining(ranking)).data?.id
  const before = useQuery({
    ...trpc.ranking.ofTraining.queryOptions({ trainingId: trainingId ?? 0 }),
    enabled: trainingId !== undefined,
  })
  if (trainingId === undefined || before.data === undefined) return null
  return <Comparison before={before.data} now={ranking} linkBefore={linkTo(machineId, trainingId)} />
}

const linkTo = (machineId: number, trainingId: number) => (text: ReactNode) => (
  <Link to="/machines/$machineId/trainings/$trainingId" params={{ machineId, trainingId }}>
    {text}
  </Link>
)
