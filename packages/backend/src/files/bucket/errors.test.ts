import { expect, test } from 'vitest'
import { explainWrongBucket, isMissing, isPassing } from './errors.ts'

const settings = {
  endpoint: 'https://s3.example',
  region: 'sa-east-1',
  bucket: 'arquivos',
  accessKeyId: 'CHAVE',
  secretAccessKey: 'segredo',
}

/** As the library throws them: a name, and the status when there was an answer. */
const answered = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error(`${name} happened`), { name, $metadata: { httpStatusCode } })
const broken = (code: string): Error => Object.assign(new Error(code), { code })

test.each([
  [broken('ECONNREFUSED'), true],
  [broken('ECONNRESET'), true],
  [broken('EAI_AGAIN'), true],
  [Object.assign(new Error('too late'), { name: 'TimeoutError' }), true],
  [answered('InternalError', 500), true],
  [answered('SlowDown', 503), true],
  [answered('TooManyRequests', 429), true],
  [answered('NotImplemented', 501), false],
  [answered('AccessDenied', 403), false],
  [answered('NoSuchBucket', 404), false],
  [broken('ENOTFOUND'), false],
  [broken('DEPTH_ZERO_SELF_SIGNED_CERT'), false],
])('%s passes by itself: %s', (error, passes) => {
  expect(isPassing(error)).toBe(passes)
})

test('only the bucket itself can say that a file is missing', () => {
  expect(isMissing(answered('NoSuchKey', 404))).toBe(true)
  for (const error of [answered('NoSuchBucket', 404), answered('NotFound', 404), broken('ENOTFOUND'), 'NoSuchKey']) {
    expect(isMissing(error)).toBe(false)
  }
})

test.each([
  [broken('ENOTFOUND'), 'The host of S3_ENDPOINT (https://s3.example) has no address.'],
  [answered('NoSuchBucket', 404), 'There is no bucket "arquivos" (S3_BUCKET) at https://s3.example (S3_ENDPOINT).'],
  [
    answered('SignatureDoesNotMatch', 403),
    'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not accepted at https://s3.example (SignatureDoesNotMatch).',
  ],
  [
    answered('AuthorizationHeaderMalformed', 400),
    'S3_REGION (sa-east-1) is not the region of the bucket "arquivos" (AuthorizationHeaderMalformed).',
  ],
  [
    answered('AccessDenied', 403),
    'The key of S3_ACCESS_KEY_ID may not put, get, list and delete objects in the bucket "arquivos", which Alavanca needs (AccessDenied).',
  ],
  [
    answered('RequestTimeTooSkewed', 403),
    'The clocks of this machine and of https://s3.example (S3_ENDPOINT) differ by more than it allows.',
  ],
  [
    broken('DEPTH_ZERO_SELF_SIGNED_CERT'),
    'S3_ENDPOINT (https://s3.example) does not answer as an S3 service would (DEPTH_ZERO_SELF_SIGNED_CERT).',
  ],
])('%s is told as one sentence without a secret', (error, sentence) => {
  expect(explainWrongBucket(error, settings)).toBe(sentence)
})
