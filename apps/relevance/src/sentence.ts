const known: Record<string, string> = {
  EADDRINUSE: 'the port is taken; choose another PORT or stop what uses it',
  EADDRNOTAVAIL: 'HOST is no address of this machine',
  EACCES: 'access is denied; choose a DATA_DIR that can be written, or a PORT above 1023',
  EPERM: 'access is denied; choose a DATA_DIR that can be written',
  EROFS: 'the file system is read-only; choose a DATA_DIR that can be written',
  ENOTDIR: 'DATA_DIR leads through a file; choose a folder',
  EEXIST: 'DATA_DIR is a file; choose a folder',
  ENOSPC: 'the disk is full',
}

/** Why the process cannot start, in one sentence. */
export const startFailure = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = known[code] ?? (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
  return `The model service cannot start: ${reason}.`
}
