import { type MachineStatus, occupyingStates, type TrainingState } from '@alavanca/contract'
import styles from './status-badge.module.css'

type State = MachineStatus | TrainingState

interface StatusBadgeProps {
  state: State
  label: string
}

const working: readonly State[] = occupyingStates

/** A state in colour, shape and words. */
export const StatusBadge = ({ state, label }: StatusBadgeProps) => (
  <span className={styles['badge']} data-state={state} data-running={working.includes(state) ? '' : undefined}>
    <svg viewBox="0 0 14 14" className={styles['glyph']} aria-hidden="true" fill="none" stroke="currentColor">
      <path d={shapeOf(state)} strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
    {label}
  </span>
)

const shapeOf = (state: State): string => {
  switch (state) {
    case 'completed':
      return 'M2.5 7.5 5.5 10.5 11.5 3.5'
    case 'failed':
      return 'M3.5 3.5 10.5 10.5 M10.5 3.5 3.5 10.5'
    case 'cancelled':
      return 'M3 7H11'
    case 'created':
      return 'M7 4.5A2.5 2.5 0 1 0 7 9.5A2.5 2.5 0 1 0 7 4.5'
    case 'queued':
      return 'M3 7H3.01 M7 7H7.01 M11 7H11.01'
    case 'sending':
    case 'training':
    case 'storing':
      return 'M7 2A5 5 0 1 1 2 7'
  }
}
