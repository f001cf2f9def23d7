import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A refusal, answered as `{"error": message}`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: ContentfulStatusCode

  constructor(status: ContentfulStatusCode, message: string) {
    super(message)
    this.status = status
  }
}
