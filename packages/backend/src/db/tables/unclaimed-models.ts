/** Models of the model service that no machine has: their machine is being made, or will never be. */
export interface UnclaimedModelTable {
  id: string
  model_id: number
  created_at: Date
  /** Set before the model is removed: from then on it cannot become a machine's. */
  given_up_at: Date | null
}
export interface PartialDb {
  unclaimed_models: UnclaimedModelTable
}
