/** Fields of the best split of one node and column as numbers in an array. */
export const FOUND = { gain: 0, leftSum: 1, position: 2, missingLeft: 3, fields: 4 } as const
