import { z } from 'zod'

const limits = z.object({ userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }) })

/** What a process has open besides its connections: database, uploads, files of the panel. */
const besides = 200

/**
 * How many files this process may have open, when that is fewer than its connections need (`ulimit -n`); undefined when
 * they are enough, or when there is no such limit.
 */
export const tooFewOpenFiles = (maxConnections: number): number | undefined => {
  const report = limits.safeParse(process.report.getReport())
  const soft = report.success ? report.data.userLimits.open_files.soft : 'unlimited'
  return typeof soft === 'number' && soft < maxConnections + besides ? soft : undefined
}
