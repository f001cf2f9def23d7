import type { Ranking } from '@alavanca/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
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
export const RankingView = ({ ranking, sort, onSort }: RankingViewProps) => (
  <RankingResult
    ranking={ranking}
    column={useTargetColumn(ranking)}
    comparison={<WithPrevious ranking={ranking} />}
    sort={sort}
    onSort={onSort}
  />
)

/** What the file says of the target. Without it the result is complete but for one comparison. */
const useTargetColumn = ({ trainingId, target }: Ranking) => {
  const datasetId = useQuery(trpc.training.get.queryOptions({ trainingId })).data?.datasetId
  const dataset = useQuery({
    ...trpc.datasets.get.queryOptions({ datasetId: datasetId ?? 0 }),
    enabled: datasetId !== undefined,
  })
  return dataset.data?.columns.find(({ name }) => name === target)
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
