/** In milliseconds. */
export const keyTiming = {
  /** A key is held while its request runs: renewed every third of this, and free again once it lapses. */
  lease: 15_000,
  /** How long an answer is given again. */
  kept: 24 * 3_600_000,
} as const
