/** How long things may take, in milliseconds; what an operator sets (the deadline) is in Settings. */
export const timing = {
  /** A sender renews its lease every third of this; once it lapses anybody may take the training back. */
  lease: 30_000,
  /** After an answer that leaves it open whether the file arrived: time for the callback before it is sent again. */
  unknownOutcome: 30_000,
  /** How long the model counts as busy after a cancellation or a missed deadline, unless its callback comes. */
  linger: 60_000,
  /** For fetching a ranking whose completion was announced. */
  storing: 10 * 60_000,
  /** Repeats of a callback are answered with its outcome for so long after the end. */
  callbackGrace: 10 * 60_000,
  /** A training waits so long for a model service that cannot be reached. */
  patience: 24 * 3_600_000,
  /** Pause between two attempts: doubles from the first up to the longest, with jitter. */
  firstPause: 1_000,
  longestPauseUnreachable: 15_000,
  longestPauseFailing: 120_000,
  sweepEvery: 5_000,
  /** A queued training that is so long overdue has lost its job, with a process or in a database outage. */
  forgotten: 15_000,
  upkeepEvery: 3_600_000,
} as const

/** Attempts whose outcome was bad or unknown before a training is given up; an unreachable service does not count. */
export const maxBadAttempts = 8

/** Full jitter over the upper half: many trainings that failed together do not come back together. */
export const spread = (full: number, random: () => number): number => full / 2 + (full / 2) * random()

export const backoff = (attempt: number, longest: number, random: () => number): number =>
  spread(Math.min(longest, timing.firstPause * 2 ** Math.min(attempt - 1, 10)), random)

export const later = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds)

/** Whether a training goes on waiting for what cannot be reached. */
export const isPatient = (now: Date, { createdAt }: { createdAt: Date }): boolean =>
  now.getTime() - createdAt.getTime() < timing.patience
