import type { WireMetrics } from '@alavanca/contract'

/** Bodies of the final callback, as JSON text. */
export const completedBody = (modelId: number, metrics: WireMetrics): string =>
  JSON.stringify({ model_id: modelId, status: 'completed', metrics })

export const failedBody = (modelId: number, error: string): string =>
  JSON.stringify({ model_id: modelId, status: 'failed', metrics: {}, error })
