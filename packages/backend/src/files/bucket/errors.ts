import type { BucketSettings } from './settings.ts'

interface Failure {
  name: string
  /** Of Node, when the exchange broke. */
  code: string | undefined
  /** Of HTTP, when there was an answer. */
  status: number | undefined
}

const textAt = (error: object, field: string): string | undefined => {
  const value: unknown = Reflect.get(error, field)
  return typeof value === 'string' ? value : undefined
}

const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { name: 'Error', code: undefined, status: undefined }
  const metadata = '$metadata' in error ? error.$metadata : undefined
  const status: unknown = metadata instanceof Object ? Reflect.get(metadata, 'httpStatusCode') : undefined
  return {
    name: error.name,
    code: textAt(error, 'code'),
    status: typeof status === 'number' ? status : undefined,
  }
}

/** Only when the bucket itself says so: a proxy's 404 must not count as a lost file. */
export const isMissing = (error: unknown): boolean => failureOf(error).name === 'NoSuchKey'

const awayCodes = /^(ECONN\w+|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/
const awayNames = new Set(['TimeoutError', 'AbortError', 'SlowDown', 'TooManyRequestsException'])

/** Whether it may pass by itself. */
export const isPassing = (error: unknown): boolean => {
  const { name, code, status } = failureOf(error)
  if (awayNames.has(name) || (code !== undefined && awayCodes.test(code))) return true
  return status !== undefined && (status >= 500 || status === 429) && name !== 'NotImplemented'
}

const wrongKeys = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidSecurity'])
const wrongRegion = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect', 'IllegalLocationConstraintException'])

/** What to set right, in one sentence that holds no secret. */
export const explainWrongBucket = (error: unknown, { endpoint, region, bucket }: BucketSettings): string => {
  const { name, code, status } = failureOf(error)
  if (code === 'ENOTFOUND') return `The host of S3_ENDPOINT (${endpoint}) has no address.`
  if (name === 'NoSuchBucket') return `There is no bucket "${bucket}" (S3_BUCKET) at ${endpoint} (S3_ENDPOINT).`
  if (wrongKeys.has(name)) return `S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not accepted at ${endpoint} (${name}).`
  if (wrongRegion.has(name)) return `S3_REGION (${region}) is not the region of the bucket "${bucket}" (${name}).`
  if (name === 'RequestTimeTooSkewed') {
    return `The clocks of this machine and of ${endpoint} (S3_ENDPOINT) differ by more than it allows.`
  }
  if (status === 403) {
    return `The key of S3_ACCESS_KEY_ID may not put, get, list and delete objects in the bucket "${bucket}", which Alavanca needs (${name}).`
  }
  const what = status === undefined ? (code ?? name) : `${status} ${name}`
  return `S3_ENDPOINT (${endpoint}) does not answer as an S3 service would (${what}).`
}
