/** Value bins of a column; one more, for missing, follows them, so that a cell always fits a byte. */
export const MAX_BINS = 255

/** How a numeric column falls into bins: bin b holds `cuts[b - 1] <= x < cuts[b]`. */
export interface NumericMapper {
  kind: 'numeric'
  /** Number of value bins; also the index of the missing bin. */
  count: number
  cuts: Float64Array
}

/** How a categorical column falls into bins: `binOf[code]`, or the missing bin where the code is unknown. */
export interface CategoricalMapper {
  kind: 'categorical'
  count: number
  binOf: Uint8Array
}

export type Mapper = NumericMapper | CategoricalMapper

/** A binned table, column-major: column f owns `cells[f * rows]` to `cells[(f + 1) * rows - 1]`. */
export interface Bins {
  rows: number
  mappers: Mapper[]
  cells: Uint8Array
}
