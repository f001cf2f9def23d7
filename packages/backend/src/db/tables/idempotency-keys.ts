/** What a client named a request by, and how that request was answered. */
export interface IdempotencyKeyTable {
  route: string
  key: string
  /** Made anew by whoever takes the key: one that lost it can no longer keep an answer under it. */
  claim: string
  /** SHA-256 of what the request asks for; like the answer, null while it runs. */
  request_hash: string | null
  status: number | null
  /** The answer, JSON text. */
  body: string | null
  /** While it runs, the end of its lease; afterwards, until when the answer is given again. */
  expires_at: Date
}
export interface PartialDb {
  idempotency_keys: IdempotencyKeyTable
}
