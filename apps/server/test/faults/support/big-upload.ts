import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvHead, csvTail, multipartHeaders, readAnswer, type Answer } from './http.ts'

const columns = 'a,b,c,d,e,f,g,h,i,j,k,y\n'
const rows =
  '12,3.5,7.125,1840.2,0.004,55,61.75,980,13.1,4,270.66,7\n34,0.25,8.5,1795.8,0.011,58,60.5,1002,12.4,4,268.9,9\n'
const fillers = { csv: Buffer.from(rows.repeat(4_000)), nothing: Buffer.alloc(400_000) }

/** What is made as it is sent: nobody holds it. */
function* content(bytes: number, filler: keyof typeof fillers): Generator<Buffer> {
  yield Buffer.from(columns)
  const block = fillers[filler]
  for (let left = bytes - columns.length; left > 0; left -= block.length) yield block.subarray(0, left)
}

function* framed({ bytes, filler }: Pick<BigUpload, 'bytes' | 'filler'>): Generator<Buffer> {
  yield Buffer.from(csvHead)
  yield* content(bytes, filler)
  yield Buffer.from(csvTail)
}

interface BigUpload {
  machineId: number
  bytes: number
  /** Without a length announced. */
  chunked: boolean
  /** A usable CSV, or one that turns to zeros after its first line and is refused when it is all there. */
  filler: keyof typeof fillers
}

/** Sends a file of so many bytes. */
export const uploadBig = async (url: string, upload: BigUpload): Promise<Answer> => {
  const { machineId, bytes, chunked } = upload
  const { hostname, port } = new URL(url)
  const length = csvHead.length + bytes + csvTail.length
  const call = request({
    hostname,
    port,
    method: 'POST',
    path: `/train/?machine_id=${machineId}&target_column=y`,
    agent: false,
    headers: { ...multipartHeaders, ...(chunked ? {} : { 'content-length': length }) },
  })
  const answered = once(call, 'response') as Promise<[IncomingMessage]>
  await Promise.all([pipeline(Readable.from(framed(upload)), call), answered])
  const [response] = await answered
  return readAnswer(response)
}
