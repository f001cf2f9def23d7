import { GetObjectCommand } from '@aws-sdk/client-s3'
import { Readable } from 'node:stream'
import { StorageAway } from '../storage-away.ts'
import { objectAt, type Bucket } from './client.ts'
import { isMissing } from './errors.ts'

/** Less than the model service waits for the next byte, so that it is known whose silence it was. */
const silenceMs = 15_000

/** Streams an object; the time that its reader takes for a chunk counts for nothing. */
export async function* readObject(
  bucket: Bucket,
  key: string,
  { signal, quietMs = silenceMs }: { signal?: AbortSignal | undefined; quietMs?: number } = {},
): AsyncGenerator<Uint8Array> {
  const quiet = new AbortController()
  const wait = () => setTimeout(() => quiet.abort(), quietMs)
  let timer = wait()
  try {
    const abortSignal = signal ? AbortSignal.any([signal, quiet.signal]) : quiet.signal
    const { Body: body } = await bucket.client.send(new GetObjectCommand(objectAt(bucket, key)), { abortSignal })
    if (!(body instanceof Readable)) throw new TypeError('the answer has no body to stream')
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer)
      yield chunk
      timer = wait()
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (isMissing(error)) throw Object.assign(new Error(`no file ${key}`, { cause: error }), { code: 'ENOENT' })
    throw new StorageAway(error)
  } finally {
    clearTimeout(timer)
  }
}
