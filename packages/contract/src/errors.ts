import { z } from 'zod'

/** Every error a caller can meet, in both doors. What HTTP status each has is decided in one place, the backend. */
export const errorCodes = [
  'invalid_input',
  'unauthorized',
  'forbidden',
  'not_found',
  'machine_not_found',
  'dataset_not_found',
  'dataset_removed',
  'training_not_found',
  'ranking_not_found',
  'file_type',
  'file_not_csv',
  'file_empty',
  'file_too_large',
  'file_too_slow',
  'file_encoded',
  'storage_full',
  'target_not_found',
  'target_constant',
  'target_not_numeric',
  'no_variables',
  'training_finished',
  'training_not_finished',
  'callback_unauthorized',
  'callback_wrong_model',
  'callback_expired',
  'body_too_large',
  'key_in_use',
  'key_reused',
  'model_service_failed',
  'unavailable',
  'internal',
] as const
export const errorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCode>

/**
 * What both doors say about an error. `message` is one English sentence for developers and logs; a panel writes its
 * own from `code` and `params`.
 */
export const appErrorData = z.object({
  code: errorCode,
  message: z.string(),
  /** Values a translated sentence needs: column names, lines, limits. A list, since names come from outside. */
  params: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })),
})
export type AppErrorData = z.infer<typeof appErrorData>

/** Why a training ended in `failed`. */
export const failureCodes = [
  'model_service_rejected',
  'model_service_failed',
  'model_service_unavailable',
  'ranking_unavailable',
  'ranking_invalid',
  'deadline',
  'file_missing',
  'file_unavailable',
] as const
export const failureCode = z.enum(failureCodes)
export type FailureCode = z.infer<typeof failureCode>
