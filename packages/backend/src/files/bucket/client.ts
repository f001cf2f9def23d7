import { S3Client } from '@aws-sdk/client-s3'
import type { BucketSettings } from './settings.ts'

/** A bucket, and the part of it that is this installation's. */
export interface Bucket {
  client: S3Client
  name: string
  /** Ends with a slash. */
  prefix: string
}

const connectMs = 3_000
/** Without a byte in either direction; services that join many parts answer late. */
const silenceMs = 30_000

/**
 * Every request goes to the endpoint's own host with the bucket in the path, as all S3-compatible services take it.
 * Checksums beyond the signature's SHA-256 of each body are left out, since some of them refuse those.
 */
export const openBucket = (settings: BucketSettings, prefix: string): Bucket => ({
  name: settings.bucket,
  prefix,
  client: new S3Client({
    endpoint: settings.endpoint,
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 3,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: connectMs, socketTimeout: silenceMs },
  }),
})

export const objectAt = ({ name, prefix }: Bucket, key: string) => ({ Bucket: name, Key: `${prefix}${key}` })
