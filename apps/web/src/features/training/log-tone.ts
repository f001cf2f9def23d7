import type { AttemptOutcome, DeliveryOutcome } from '@alavanca/contract'

export type LogTone = 'good' | 'plain' | 'bad'

/** A notice that changed nothing is no trouble: services repeat themselves. One that was turned away may be. */
export const deliveryTone = (outcome: DeliveryOutcome): LogTone => {
  switch (outcome) {
    case 'applied':
      return 'good'
    case 'duplicate':
    case 'late':
    case 'superseded':
    case 'expired':
      return 'plain'
    case 'bad_signature':
    case 'bad_body':
    case 'wrong_model':
      return 'bad'
  }
}

export const attemptTone = (outcome: AttemptOutcome | 'underWay' | 'unrecorded'): LogTone => {
  switch (outcome) {
    case 'accepted':
      return 'good'
    case 'underWay':
    case 'unrecorded':
    case 'abandoned':
      return 'plain'
    case 'refused':
    case 'unreachable':
    case 'failed':
    case 'unknown':
    case 'no_answer':
    case 'file_missing':
    case 'file_unavailable':
      return 'bad'
  }
}
