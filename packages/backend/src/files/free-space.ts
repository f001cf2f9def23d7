import { statfs } from 'node:fs/promises'
import { AppError } from '../errors.ts'

/** Kept free on the disk that uploads arrive on: the embedded database and the logs may share it. */
export const floorBytes = 512 * 1024 ** 2

/** Bytes that this user may still write to the disk of a folder. */
export type FreeBytes = (folder: string) => Promise<number>

export const freeBytesOf: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Whether files are still taken, as far as the disk goes. */
export const hasRoom = async (freeBytes: FreeBytes, folder: string): Promise<boolean> =>
  (await freeBytes(folder)) >= floorBytes

const storageFull = (cause?: unknown): AppError =>
  new AppError('storage_full', 'The server has too little free disk space to take this file.', {}, { cause })

/** @throws AppError `storage_full` when less than the floor would stay free */
export const demandRoom = async (freeBytes: FreeBytes, folder: string, wantedBytes: number): Promise<void> => {
  if ((await freeBytes(folder)) - wantedBytes < floorBytes) throw storageFull()
}

/** The disk may fill, or the user's quota end, between two looks at it. */
export const orStorageFull = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ENOSPC' || code === 'EDQUOT' ? storageFull(error) : error
  }
}
