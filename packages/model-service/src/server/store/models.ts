import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { writeAtomically } from './atomic.ts'

/** What a training leaves behind. */
export interface ModelResult {
  /** JSON text of the ranking, best first. */
  ranking: string
  /** Opens with `Model.from` of the boosting engine. */
  model: ArrayBuffer
}

export interface ModelStore {
  /** Ids begin at 1 and are never used twice. */
  create(name: string): Promise<number>
  has(id: number): Promise<boolean>
  remove(id: number): Promise<void>
  saveResult(id: number, result: ModelResult): Promise<void>
  /** JSON text, or undefined before the first training. */
  findRanking(id: number): Promise<string | undefined>
}

const readIfThere = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** A model is a folder `models/<id>` with `model.json`, and after a training `ranking.json` and `model.bin`. */
export const openModelStore = async (dataDir: string): Promise<ModelStore> => {
  const root = path.join(dataDir, 'models')
  const counter = path.join(root, 'last-id')
  const fileOf = (id: number, name: string): string => path.join(root, String(id), name)
  await mkdir(root, { recursive: true })
  const present = (await readdir(root)).map(Number).filter(Number.isInteger)
  let lastId = Math.max(0, Number((await readIfThere(counter)) ?? 0), ...present)
  let creating: Promise<unknown> = Promise.resolve()

  const create = async (name: string): Promise<number> => {
    const id = lastId + 1
    await writeAtomically(counter, String(id))
    lastId = id
    await mkdir(path.join(root, String(id)))
    await writeAtomically(fileOf(id, 'model.json'), JSON.stringify({ id, name }))
    return id
  }

  return {
    create(name) {
      const created = creating.then(() => create(name))
      creating = created.catch(() => {})
      return created
    },
    has: async (id) => (await readIfThere(fileOf(id, 'model.json'))) !== undefined,
    async remove(id) {
      await rm(fileOf(id, 'model.json'), { force: true })
      await rm(path.join(root, String(id)), { recursive: true, force: true })
    },
    async saveResult(id, { ranking, model }) {
      await writeAtomically(fileOf(id, 'model.bin'), new Uint8Array(model))
      await writeAtomically(fileOf(id, 'ranking.json'), ranking)
    },
    findRanking: (id) => readIfThere(fileOf(id, 'ranking.json')),
  }
}
