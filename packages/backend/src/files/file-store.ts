/** Where uploaded files are kept, under names that the server makes. */
export interface FileStore {
  /**
   * Opens a new file to write; nothing is kept until `commit`.
   *
   * @param announcedBytes how long its sender says it is
   * @throws AppError `storage_full`
   */
  create(announcedBytes?: number): Promise<IncomingFile>
  /**
   * Reads a stored file from its start, at its reader's pace; opened when first asked for bytes.
   *
   * @throws then, when there is none (`ENOENT`); StorageAway; the signal's reason
   */
  read(key: string, signal?: AbortSignal): AsyncIterable<Uint8Array>
  /** A file that is not there counts as removed. @throws StorageAway */
  remove(key: string): Promise<void>
  /** Every stored file in the order of the keys, a page at a time. @throws StorageAway */
  list(): AsyncIterable<StoredFile[]>
  /** Removes what nobody has written to for `idleMs`: its receiver ended, and it was never promised to anybody. */
  sweepIncoming(idleMs: number): Promise<void>
  /** Whether the disk that files arrive on, whatever the store, has room for more. */
  hasRoom(): Promise<boolean>
}

export interface StoredFile {
  key: string
  storedAt: Date
}

export interface IncomingFile {
  readonly key: string
  /** Where the bytes written so far can be read. */
  readonly path: string
  /** @throws AppError `storage_full` */
  write(chunk: Uint8Array): Promise<void>
  /** Makes the bytes durable under their key: once this resolves they survive a crash. @throws StorageAway */
  commit(): Promise<void>
  /** Removes what was written and not committed. */
  discard(): Promise<void>
}

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const isKey = (name: string): boolean => keyPattern.test(name)

/** Guards every path and address that a key becomes part of. */
export const checkKey = (name: string): string => {
  if (!isKey(name)) throw new Error('not a key of this file store')
  return name
}
