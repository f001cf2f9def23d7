import { getRouteApi } from '@tanstack/react-router'
import { TrainingHistory } from '../features/training/training-history.tsx'

const route = getRouteApi('/machines/$machineId/history')

export const MachineHistoryPage = () => <TrainingHistory machineId={route.useParams().machineId} />
