import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { syncFolder, writeAtomically } from './atomic.ts'

const jobSchema = z.object({
  /** Order of acceptance. */
  sequence: z.int(),
  modelId: z.int(),
  callbackUrl: z.string(),
  targetColumn: z.string(),
  /** Times the training was begun. */
  attempts: z.int(),
  /** Body of the final callback once the training has ended, and when that was (Unix ms). */
  outcome: z.object({ body: z.string(), at: z.number() }).nullable(),
})

/** An accepted training, until its final callback was answered. */
export type Job = z.infer<typeof jobSchema>

export type NewJob = Pick<Job, 'modelId' | 'callbackUrl' | 'targetColumn'>

export interface JobStore {
  /** Where an upload may be written before it becomes a job; swept at the next start. */
  uploadPath(name: string): string
  /** Once this returns, the training survives any crash. */
  accept(job: NewJob, uploadedFile: string): Promise<Job>
  save(job: Job): Promise<void>
  csvPath(job: Job): string
  dropCsv(job: Job): Promise<void>
  remove(job: Job): Promise<void>
  /** All jobs in order of acceptance. */
  list(): Promise<Job[]>
}

const nameOf = (sequence: number): string => String(sequence).padStart(12, '0')

/** A job is a folder `jobs/<sequence>` with `data.csv` and, written last, `job.json`. */
export const openJobStore = async (dataDir: string): Promise<JobStore> => {
  const root = path.join(dataDir, 'jobs')
  const uploads = path.join(dataDir, 'uploads')
  const folderOf = ({ sequence }: Pick<Job, 'sequence'>): string => path.join(root, nameOf(sequence))
  const csvPath = (job: Pick<Job, 'sequence'>): string => path.join(folderOf(job), 'data.csv')
  await mkdir(root, { recursive: true })
  await rm(uploads, { recursive: true, force: true })
  await mkdir(uploads)
  let sequence = Math.max(0, ...(await readdir(root)).map(Number).filter(Number.isInteger))

  const save = (job: Job): Promise<void> => writeAtomically(path.join(folderOf(job), 'job.json'), JSON.stringify(job))

  const read = async (name: string): Promise<Job | undefined> => {
    try {
      return jobSchema.parse(JSON.parse(await readFile(path.join(root, name, 'job.json'), 'utf8')))
    } catch {
      return undefined
    }
  }

  // Without job.json it was never accepted: the process ended in between.
  for (const name of await readdir(root)) {
    if (!(await read(name))) await rm(path.join(root, name), { recursive: true, force: true })
  }

  return {
    uploadPath: (name) => path.join(uploads, name),
    async accept(job, uploadedFile) {
      const accepted: Job = { ...job, sequence: ++sequence, attempts: 0, outcome: null }
      await mkdir(folderOf(accepted))
      await rename(uploadedFile, csvPath(accepted))
      await save(accepted)
      await syncFolder(root)
      return accepted
    },
    save,
    csvPath,
    dropCsv: (job) => rm(csvPath(job), { force: true }),
    remove: (job) => rm(folderOf(job), { recursive: true, force: true }),
    async list() {
      const jobs = await Promise.all((await readdir(root)).sort().map(read))
      return jobs.filter((job) => job !== undefined)
    },
  }
}
