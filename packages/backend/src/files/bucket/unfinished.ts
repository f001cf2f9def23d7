import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsOutput as Page,
} from '@aws-sdk/client-s3'
import type { Bucket } from './client.ts'

type Markers = { KeyMarker?: string; UploadIdMarker?: string }

const markersAfter = ({ IsTruncated, NextKeyMarker, NextUploadIdMarker }: Page): Markers | undefined =>
  IsTruncated && NextKeyMarker && NextUploadIdMarker
    ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
    : undefined

/** Drops what has come of uploads in parts that began before a time and were never completed: their process died. */
export const abortUnfinished = async ({ client, name, prefix }: Bucket, before: Date): Promise<void> => {
  let next: Markers | undefined = {}
  while (next) {
    const command = new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix, ...next })
    const page: Page = await client.send(command)
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined || Initiated > before) continue
      await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }))
    }
    next = markersAfter(page)
  }
}
