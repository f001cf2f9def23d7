export type {
  AppErrorData,
  Change,
  Dataset,
  DatasetColumn,
  ErrorCode,
  Machine,
  Metrics,
  Ranking,
  RankingEntry,
  Training,
  TrainingState,
} from '@alavanca/contract'
export { createClient, type AppRouter, type Client, type ClientOptions } from './client.ts'
export { AppRequestError, appErrorOf, isAppError } from './errors.ts'
export { uploadDataset, type UploadOptions, type UploadProgress } from './upload.ts'
