import { useMemo, useState } from 'react'
import { type Column, prepareTargets, suggestTarget, type TargetOption } from './prepare-targets.ts'

export interface TargetChoice {
  columns: readonly Column[]
  options: readonly TargetOption[]
  /** Empty while nothing is chosen, or what was chosen is no more to be had. */
  target: string
  setTarget: (target: string) => void
}

/** Which column is to be explained; what was explained last time, until somebody chooses. */
export const useTarget = (columns: readonly Column[], suggested: string | undefined): TargetChoice => {
  const [chosen, setTarget] = useState<string | null>(null)
  const options = useMemo(() => prepareTargets(columns), [columns])
  return { columns, options, target: suggestTarget(options, chosen ?? suggested), setTarget }
}
