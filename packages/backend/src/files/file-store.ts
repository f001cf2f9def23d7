/** Where uploaded files are kept, under names that the server makes. */
export interface FileStore {
  /** Opens a new file to write; nothing is kept until `commit`. */
  create(): Promise<IncomingFile>
  /** Reads a stored file from its start; opened when first asked for bytes. @throws then, when there is none (`ENOENT`) */
  read(key: string): AsyncIterable<Uint8Array>
  remove(key: string): Promise<void>
  /** Keys of files that have been there for `ageMs` or longer. */
  listOlderThan(ageMs: number): Promise<string[]>
  /** Removes what nobody has written to for `idleMs`: its receiver ended, and it was never promised to anybody. */
  sweepIncoming(idleMs: number): Promise<void>
}

export interface IncomingFile {
  readonly key: string
  /** Where the bytes written so far can be read. */
  readonly path: string
  write(chunk: Uint8Array): Promise<void>
  /** Makes the bytes durable under their key: once this resolves they survive a crash. */
  commit(): Promise<void>
  /** Removes what was written. */
  discard(): Promise<void>
}
