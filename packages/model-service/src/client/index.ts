export { type GuardedClient, type ServiceHealth, withBreaker } from './breaker.ts'
export {
  type CallOptions,
  createModelServiceClient,
  type ModelServiceClient,
  type ModelServiceClientOptions,
  type Timeouts,
  type TrainOptions,
} from './client.ts'
export { ModelServiceError, type ModelServiceErrorKind, modelServiceErrorKinds } from './errors.ts'
export { type MessageSignature, parseSigningSecrets, signMessage, verifyMessage } from './signature.ts'
