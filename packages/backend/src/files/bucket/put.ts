import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createReadStream } from 'node:fs'
import type { TemporaryFile } from '../incoming.ts'
import { objectAt, type Bucket } from './client.ts'

/** Two parts of 8 MiB under way and one being read, whatever the size of the file. */
const partBytes = 8 * 1024 ** 2
const partsAtOnce = 2
/** S3 takes no more; files beyond 80 GB go in larger parts. */
const mostParts = 10_000

/** Copies a received file into the bucket and asks the bucket how much of it is there. */
export const putFile = async (bucket: Bucket, { key, path, bytes }: TemporaryFile): Promise<void> => {
  const object = objectAt(bucket, key)
  const body = createReadStream(path, { highWaterMark: 1024 ** 2 })
  try {
    const upload = new Upload({
      client: bucket.client,
      params: { ...object, Body: body, ContentLength: bytes, ContentType: 'text/csv' },
      partSize: Math.max(partBytes, Math.ceil(bytes / mostParts)),
      queueSize: partsAtOnce,
    })
    await upload.done()
  } finally {
    body.destroy()
  }
  const { ContentLength: stored } = await bucket.client.send(new HeadObjectCommand(object))
  if (stored !== bytes) throw new Error(`the bucket has ${stored ?? 'no'} bytes of ${bytes}`)
}
