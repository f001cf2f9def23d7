import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A folder that is removed with all it holds. */
export const temporaryFolder = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'alavanca-'))
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
