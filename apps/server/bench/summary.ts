const round = (value: number): number => Number(value.toFixed(1))

/** Nearest-rank percentiles. */
export const summary = (values: readonly number[]): { p50: number; p95: number; max: number } => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}
