/** The right to post a result, one per attempt to send a training. */
export interface CallbackTable {
  /** SHA-256 of the token, hexadecimal; the token itself is stored nowhere. */
  token_hash: string
  training_id: number
  attempt: number
  created_at: Date
  /** Set when a later attempt replaced it: whoever comes with it is turned away. */
  voided_at: Date | null
  /** Set when the training ends; repeats are answered until then. */
  expires_at: Date | null
}
export interface PartialDb {
  callbacks: CallbackTable
}
