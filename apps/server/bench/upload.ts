import { freePort } from '@alavanca/postgres/port'
/**
 * A large upload against writing the same bytes with fs in the same run: how fast it is taken, how fast it is also read
 * as a CSV, and the server's peak memory. With `--at-once N`, N of them together.
 *
 * node apps/server/bench/upload.ts [--mb 1024] [--at-once 10]; on PostgreSQL with DATABASE_URL.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { startServer, type ServerProcess } from '../test/support/server.ts'

const { values } = parseArgs({ options: { mb: { type: 'string', default: '1024' }, 'at-once': { type: 'string' } } })
const bytes = Number(values.mb) * 1024 * 1024

const columns = 20
const header = `${Array.from({ length: columns }, (_, index) => `sensor_${index}`).join(',')},y\n`
const rows = Buffer.from(
  Array.from(
    { length: 500 },
    (_, row) =>
      `${Array.from({ length: columns }, (_c, column) => ((row * 37 + column * 11) % 997) / 8).join(',')},${row % 50}\n`,
  ).join(''),
)

/** The file, as it comes from a disk: in pieces of 64 KB or so. */
function* contents(secondLine = ''): Generator<Buffer> {
  yield Buffer.from(header + secondLine)
  for (let sent = 0; sent < bytes; sent += rows.length) yield rows
}

interface Cost {
  seconds: number
  cpuSeconds: number
}

/** What a task takes on the clock, and of the processor where `cpu` counts it. */
const costOf = async (cpu: () => number, task: () => Promise<unknown>): Promise<Cost> => {
  const [start, cpuStart] = [performance.now(), cpu()]
  await task()
  return { seconds: (performance.now() - start) / 1_000, cpuSeconds: cpu() - cpuStart }
}

const ownCpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** utime and stime, fields 14 and 15 of /proc/PID/stat (proc(5)), in hundredths of a second. */
const cpuOf = ({ child }: ServerProcess): number => {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const writePlainly = async (folder: string): Promise<void> => {
  const file = path.join(folder, 'plain')
  const handle = await open(file, 'wx')
  for (const piece of contents()) await handle.writeFile(piece)
  await handle.sync()
  await handle.close()
  rmSync(file)
}

/** The same with the hash that every upload gets. */
const writeHashed = async (folder: string): Promise<void> => {
  const file = path.join(folder, 'hashed')
  const handle = await open(file, 'wx')
  const hash = createHash('sha256')
  for (const piece of contents()) {
    hash.update(piece)
    await handle.writeFile(piece)
  }
  await handle.sync()
  await handle.close()
  rmSync(file)
}

const upload = async (server: ServerProcess, machineId: number, expected: number, secondLine = ''): Promise<void> => {
  const sending = request(`${server.url}/datasets/?machine_id=${machineId}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  const body = function* () {
    yield Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n')
    yield* contents(secondLine)
    yield Buffer.from('\r\n--x--\r\n')
  }
  const answered = once(sending, 'response')
  await pipeline(Readable.from(body(), { objectMode: false }), sending)
  const [answer] = (await answered) as [AsyncIterable<Buffer> & { statusCode: number }]
  let text = ''
  for await (const chunk of answer) text += chunk.toString()
  if (answer.statusCode !== expected) throw new Error(`${answer.statusCode} instead of ${expected}: ${text}`)
}

const peakMb = ({ child }: ServerProcess): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024)

const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-upload-'))
const { DATABASE_URL: databaseUrl } = process.env
const server = startServer({
  DATA_DIR: path.join(folder, 'data'),
  PORT: String(await freePort()),
  LOG_LEVEL: 'error',
  ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
})
try {
  await server.ready
  const made = await fetch(`${server.url}/machines/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"machine_name":"Prensa"}',
  })
  const { id } = (await made.json()) as { id: number }
  // Starting takes more than serving: counted from here.
  writeFileSync(`/proc/${server.child.pid}/clear_refs`, '5')
  const idleMb = peakMb(server)
  const show = (what: string, cost: Cost, count = 1) => {
    const rate = (time: number) => `${((count * bytes) / 1e6 / time).toFixed(0)} MB`
    const ratio = cost.cpuSeconds / count / plain.cpuSeconds
    process.stdout.write(
      `${what}: ${rate(cost.seconds)} a second, ${rate(cost.cpuSeconds)} a CPU-second (${ratio.toFixed(2)})\n`,
    )
  }
  const plain = await costOf(ownCpu, () => writePlainly(folder))
  show('written with fs, synced', plain)
  show('written and hashed', await costOf(ownCpu, () => writeHashed(folder)))
  // A second line that is no row of it: the file is taken whole, and refused as soon as it is read.
  const broken = `${'1,'.repeat(columns + 5)}1\n`
  const cpu = () => cpuOf(server)
  show('taken', await costOf(cpu, () => upload(server, id, 400, broken)))
  process.stdout.write(`peak memory of the server: ${peakMb(server)} MB, idle ${idleMb} MB\n`)
  const count = Number(values['at-once'] ?? 1)
  const all = () => Promise.all(Array.from({ length: count }, () => upload(server, id, 201)))
  show(`taken, read and stored, ${count} at once`, await costOf(cpu, all), count)
  process.stdout.write(`peak memory of the server: ${peakMb(server)} MB\n`)
} finally {
  server.child.kill('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
}
