import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'
import { goodCsv, newMachine } from './support/steps.ts'

let harness: Harness
let url: string
beforeAll(async () => {
  harness = await startHarness({ maxUploadBytes: 1_000_000 })
  url = `${harness.url}/datasets/?machine_id=${(await newMachine(harness)).id}`
})
afterAll(() => harness.close())

const disposition = 'Content-Disposition: form-data; name="file"; filename="a.csv"'
const part = (headers: string, content: string) => `--x\r\n${headers}\r\n\r\n${content}\r\n`
const file = part(disposition, goodCsv)
const field = (name: string, content: string) => part(`Content-Disposition: form-data; name="${name}"`, content)
const end = '--x--\r\n'

const post = async (body: string, type = 'multipart/form-data; boundary=x') => {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })
  return { status: response.status, body: (await response.json()) as { fileName?: string; detail?: unknown } }
}

test.each([
  ['a part with bare parameters', part('Content-Disposition: form-data; name=file; filename=a.csv', goodCsv) + end],
  ['header names in any case', part('CONTENT-disposition: FORM-DATA; name="file"; filename="a.csv"', goodCsv) + end],
  ['fields before and after, _charset_ among them', field('_charset_', 'utf-7') + file + field('note', 'x') + end],
  ['encodings that change nothing', part(`${disposition}\r\nContent-Transfer-Encoding: BINARY`, goodCsv) + end],
  ['an extended name beside the plain one', part(`${disposition}; filename*=UTF-8''b%2Fc.csv`, goodCsv) + end],
  ['a folded header', part(disposition.replace('; filename', ';\r\n filename'), goodCsv) + end],
  ['parts without a name, or headers', part('X-Nothing: 1', 'x') + '--x\r\n\r\nx\r\n' + file + end],
  ['a part whose headers never end', `--x\r\nX-Lost: 1\r\n--x\r\n${file.slice(5)}${end}`],
  ['an empty part', part('Content-Disposition: form-data; name="note"', '') + file + end],
  ['a preamble, and an epilogue after the end', `before\r\n${file}${end}after\r\n--x\r\n`],
])('%s is taken', async (_what, body) => {
  expect(await post(body)).toMatchObject({ status: 201, body: { fileName: 'a.csv' } })
})

test('a name is display text: no path, nothing percent-decoded', async () => {
  const names: Record<string, string> = {
    'C:\\dados\\a.csv': 'a.csv',
    '../../etc/passwd': 'passwd',
    'a%2Fb%00.csv': 'a%2Fb%00.csv',
    'ação ⚙️.csv': 'ação ⚙️.csv',
  }
  for (const [sent, shown] of Object.entries(names)) {
    const headers = `Content-Disposition: form-data; name="file"; filename="${sent}"`
    expect((await post(part(headers, goodCsv) + end)).body.fileName).toBe(shown)
  }
})

const many = Array.from({ length: 25 }, (_, index) => field(`n${index}`, 'x')).join('')
test.each([
  ['base64', part(`${disposition}\r\nContent-Transfer-Encoding: base64`, 'YSx5') + end, 422, 'Transfer-Encoding'],
  [
    'an encoding of no name',
    part(`${disposition}\r\nContent-Transfer-Encoding: x-uuencode`, 'x') + end,
    422,
    'Transfer',
  ],
  ['two files', file + file + end, 422, 'exactly one'],
  ['a file and a field of its name', file + field('file', 'x') + end, 422, 'exactly one'],
  ['a file that is a field', field('file', goodCsv) + end, 422, 'no filename'],
  [
    'an extended name alone',
    part(disposition.replace('filename="', "filename*=UTF-8''").slice(0, -1), goodCsv) + end,
    422,
    'no filename',
  ],
  [
    'files inside the file, as forms once had them',
    part('Content-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=y', '--y--') + end,
    400,
    'type',
  ],
  ['a part that is no form data', part(disposition.replace('form-data', 'attachment'), goodCsv) + end, 422, 'required'],
  ['nothing at all', end, 422, 'required'],
  ['not even an end', 'x', 422, 'malformed or incomplete'],
  ['more parts than a form has', many + file + end, 422, 'more than 20 parts'],
  [
    'a nested multipart',
    part(`${disposition}\r\nContent-Type: multipart/mixed; boundary=y`, '--y--') + end,
    400,
    'type',
  ],
  ['a file under another name', part(disposition.replace('"file"', '"csv"'), goodCsv) + end, 422, 'required'],
  ['no end', file, 422, 'malformed or incomplete'],
])('%s is refused with a sentence', async (_what, body, status, sentence) => {
  const answer = await post(body)
  expect(answer.status).toBe(status)
  expect(JSON.stringify(answer.body.detail)).toContain(sentence)
})

test.each([
  ['in a field', field('note', 'x').slice(0, -2)],
  ['in a part that nobody asked for', part(disposition.replace('"file"', '"x"'), '').slice(0, -2)],
  ['in the file', file.slice(0, -2)],
])('a body without an end %s is cut off', async (_where, head) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: endlessBody(head),
    duplex: 'half',
  })
  expect(response.status).toBe(413)
})

const endlessBody = (head: string): ReadableStream<Uint8Array> => {
  let sent = 0
  return new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new TextEncoder().encode(sent++ === 0 ? head : '1,2,3\n'.repeat(2_000)))
      if (sent > 2_000) controller.close()
    },
  })
}

test.each([1, 7])('a body that comes %i bytes at a time is the same file', async (size) => {
  const body = Buffer.from(`before\r\n${field('note', 'x')}${file}${end}after`)
  const sending = request(url, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' } })
  sending.setNoDelay(true)
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  for (let at = 0; at < body.length; at += size) {
    await new Promise((resolve) => void sending.write(body.subarray(at, at + size), resolve))
  }
  sending.end()
  const [answer] = await answered
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const sha256 = createHash('sha256').update(goodCsv).digest('hex')
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ fileName: 'a.csv', sha256 })
})
