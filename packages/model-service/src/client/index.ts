export {
  type CallOptions,
  createModelServiceClient,
  type ModelServiceClient,
  type ModelServiceClientOptions,
  type Timeouts,
  type TrainOptions,
} from './client.ts'
export { ModelServiceError, type ModelServiceErrorKind, modelServiceErrorKinds } from './errors.ts'
