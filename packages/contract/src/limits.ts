/** Limits that every party must agree on. Lengths are in characters, sizes in bytes. */
export const limits = {
  /** PostgreSQL's B-tree refuses indexed values over 2,704 bytes; 255 code points stay far below. */
  machineNameLength: 255,
  columnNameLength: 1_000,
  /** `metrics` and one ranking item: JSON.stringify overflows its stack between 3,000 and 5,000 levels. */
  jsonDepth: 32,
  jsonKeys: 200,
  webhookBytes: 64 * 1024,
  /** The whole body of `GET /ranking` at the model service. */
  rankingBytes: 5 * 1024 * 1024,
  rankingItems: 10_000,
  pageSize: 100,
  errorTextLength: 2_000,
} as const
