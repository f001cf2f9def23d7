export const modelServiceErrorKinds = ['unreachable', 'unknown', 'rejected', 'invalid'] as const

/**
 * - `unreachable`: certainly not delivered (refused, no such host, no connection in time).
 * - `unknown`: perhaps delivered (cut, no answer in time, a 5xx, a 2xx of `POST /train` that cannot be read).
 * - `rejected`: refused by the service with a 4xx or `{"error": …}`.
 * - `invalid`: answered with something that does not parse or fit, or with a redirect, which is never followed.
 */
export type ModelServiceErrorKind = (typeof modelServiceErrorKinds)[number]

const sentences: Record<ModelServiceErrorKind, string> = {
  unreachable: 'The model service cannot be reached.',
  unknown: 'The model service did not answer as it should; it may have received the call.',
  rejected: 'The model service refused the call.',
  invalid: 'The model service answered with something that cannot be used.',
}

/**
 * A failed call of the model service. `message` names neither host nor library and may be shown; `detail` is the
 * service's own text, or what was wrong with its answer; `cause` is for logs only.
 */
export class ModelServiceError extends Error {
  override readonly name = 'ModelServiceError'
  readonly kind: ModelServiceErrorKind
  readonly detail?: string
  /** HTTP status of the answer, when there was one. */
  readonly status?: number
  /** Whether the call was not even tried, because the ones before it failed. */
  readonly paused: boolean

  constructor(
    kind: ModelServiceErrorKind,
    {
      detail,
      cause,
      status,
      paused = false,
    }: { detail?: string | undefined; cause?: unknown; status?: number; paused?: boolean } = {},
  ) {
    super(sentences[kind], { cause })
    this.kind = kind
    this.paused = paused
    if (detail !== undefined) this.detail = detail
    if (status !== undefined) this.status = status
  }
}
