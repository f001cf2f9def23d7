import { DeleteObjectCommand, ListObjectsV2Command, type ListObjectsV2Output } from '@aws-sdk/client-s3'
import type { Logger } from 'pino'
import { createQueue } from '../../queue.ts'
import { checkKey, isKey, type FileStore, type StoredFile } from '../file-store.ts'
import type { Incoming, TemporaryFile } from '../incoming.ts'
import { StorageAway } from '../storage-away.ts'
import { checkBucket } from './check.ts'
import { objectAt, openBucket, type Bucket } from './client.ts'
import { isPassing } from './errors.ts'
import { putFile } from './put.ts'
import { readObject } from './read.ts'
import type { BucketSettings } from './settings.ts'
import { abortUnfinished } from './unfinished.ts'

export interface BucketFilesOptions {
  settings: BucketSettings
  /** Of what is this installation's in the bucket: others may keep theirs there too. */
  installationId: string
  incoming: Incoming
  log: Logger
}

/** Each holds its parts in memory; the others wait on the local disk. */
const putsAtOnce = 3

/** No upload in parts takes longer, and other processes may be at theirs. */
const unfinishedMs = 24 * 3_600_000

/**
 * Files in an S3-compatible bucket: received on the local disk, then copied, and only what the bucket confirmed counts.
 *
 * @throws StartupError
 */
export const openBucketFiles = async (options: BucketFilesOptions): Promise<FileStore> => {
  const { settings, installationId, incoming, log } = options
  const root = `alavanca/${installationId}/`
  await checkBucket(settings, root, log)
  const bucket = openBucket(settings, `${root}files/`)
  log.info({ endpoint: settings.endpoint, bucket: bucket.name, prefix: bucket.prefix }, 'uploads are kept in a bucket')

  const puts = createQueue(putsAtOnce)

  const remove = async (key: string): Promise<void> => {
    await orAway(bucket.client.send(new DeleteObjectCommand(objectAt(bucket, checkKey(key)))))
  }
  const commit = async (temporary: TemporaryFile): Promise<void> => {
    await temporary.close({ synced: false })
    try {
      await puts.run(() => putFile(bucket, temporary))
    } catch (error) {
      const away = new StorageAway(error)
      log.warn({ err: away.cause }, 'a file could not be put into the bucket')
      // Whatever came of it: nobody waits for that, and what cannot be removed now the sweep will.
      void remove(temporary.key).catch(() => {})
      throw away
    }
    await temporary.discard()
  }
  return {
    read: (key, signal) => readObject(bucket, checkKey(key), { signal }),
    remove,
    list: () => list(bucket),
    sweepIncoming: async (idleMs) => {
      await incoming.sweep(idleMs)
      await sweepUnfinished(bucket, idleMs === 0 ? 0 : Math.max(idleMs, unfinishedMs), log)
    },
    hasRoom: () => incoming.hasRoom(),
    create: async (announcedBytes) => {
      const temporary = await incoming.create(announcedBytes)
      const { key, path, write, discard } = temporary
      return { key, path, write, discard, commit: () => commit(temporary) }
    },
  }
}

const orAway = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    throw new StorageAway(error)
  }
}

async function* list(bucket: Bucket): AsyncGenerator<StoredFile[]> {
  let token: string | undefined
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket.name, Prefix: bucket.prefix, ContinuationToken: token })
    const page: ListObjectsV2Output = await orAway(bucket.client.send(command))
    yield (page.Contents ?? []).flatMap(({ Key = '', LastModified: storedAt }) => {
      const key = Key.slice(bucket.prefix.length)
      return storedAt && isKey(key) ? [{ key, storedAt }] : []
    })
    token = page.NextContinuationToken
  } while (token !== undefined)
}

const sweepUnfinished = async (bucket: Bucket, ageMs: number, log: Logger): Promise<void> => {
  try {
    await abortUnfinished(bucket, new Date(Date.now() - ageMs))
  } catch (error) {
    if (isPassing(error)) throw new StorageAway(error)
    // Not every service and not every key can: then a rule of the bucket has to.
    log.warn({ reason: String(error) }, 'unfinished uploads in the bucket cannot be listed and dropped')
  }
}
