import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { StartupError } from '../../startup-error.ts'
import { openBucket } from './client.ts'
import { explainWrongBucket, isPassing } from './errors.ts'
import type { BucketSettings } from './settings.ts'

/**
 * Does once what the server will do: put, get, list, delete. One that is only away does not keep the server from
 * starting, since the panel and its results need no files.
 *
 * @throws StartupError when the settings or the key's rights are wrong
 */
export const checkBucket = async (settings: BucketSettings, prefix: string, log: Logger): Promise<void> => {
  const { client, name } = openBucket(settings, prefix)
  try {
    await tryAll(client, { Bucket: name, Key: `${prefix}check-${randomUUID()}` }, prefix)
  } catch (error) {
    if (!isPassing(error)) throw new StartupError(explainWrongBucket(error, settings))
    const reason = error instanceof Error ? error.message : String(error)
    log.warn({ reason }, 'the bucket does not answer: uploads are refused and queued trainings wait until it does')
  } finally {
    client.destroy()
  }
}

const tryAll = async (client: S3Client, object: { Bucket: string; Key: string }, prefix: string): Promise<void> => {
  await client.send(new PutObjectCommand({ ...object, Body: 'Alavanca can write here.' }))
  const { Body: body } = await client.send(new GetObjectCommand(object))
  await body?.transformToByteArray()
  await client.send(new ListObjectsV2Command({ Bucket: object.Bucket, Prefix: prefix, MaxKeys: 1 }))
  await client.send(new DeleteObjectCommand(object))
}
