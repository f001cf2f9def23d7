/**
 * How values of types that the two drivers read differently arrive, the same on both: int8 as a number (counts, bytes
 * and sequence values stay below 2^53), date as text. Keys are PostgreSQL type OIDs.
 */
export const typeParsers: Record<number, (value: string) => number | string> = {
  20: Number,
  1082: (value) => value,
}
