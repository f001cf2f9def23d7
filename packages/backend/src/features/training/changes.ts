import type { FeedEvent } from '../../changes/feed.ts'
import type { Call } from '../../deps.ts'

/** The live stream: everything after `lastEventId`, then each change as it is committed, until the caller leaves. */
export const watchChanges = ({
  ctx,
  input,
}: Call<{ lastEventId?: string | null | undefined; signal: AbortSignal }>): AsyncGenerator<FeedEvent, void> =>
  ctx.changes.subscribe(input.lastEventId ? Number(input.lastEventId) : undefined, input.signal)
