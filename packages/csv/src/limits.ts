/** Longest record in UTF-16 units: the parser's cost per record stays bounded, whatever the quotes do. */
export const maxRecordLength = 1024 * 1024
export const maxColumns = 10_000
/** Stray quotes tolerated inside one record; each costs the parser two searches. */
export const maxStrayQuotes = 1_000
/** Bytes looked at to decide the dialect. */
export const sampleBytes = 256 * 1024
/** Bytes decoded and parsed at a time; whatever chunks arrive are regrouped to this. */
export const blockBytes = 64 * 1024
/** Different values counted per column, and over all columns together. */
export const maxDistinct = 1_000
export const maxDistinctTotal = 1_000_000
/** Values kept of a numeric column, and over all columns together: enough for the shape of a histogram. */
export const maxSampled = 4_096
export const maxSampledTotal = 1_000_000
/** Bytes of a preview parsed at a time: what stands before an error in the same block is not shown. */
export const previewBlockBytes = 4 * 1024
