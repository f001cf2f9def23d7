import type { Random } from './random.ts'
import { jsonObject, jsonValue, texts, torn } from './values.ts'
import type { Sent } from './wire.ts'

/** What is true of the server that is sent to. */
export interface Place {
  host: string
  machineId: number
  modelId: number
  /** Path of a callback address that a training is waiting at. */
  callbackPath: string
}

interface Parts {
  method: string
  target: string
  headers: [string, string][]
  body: Buffer
}

const id = (random: Random, { machineId }: Place): string =>
  random.chance(0.5)
    ? String(machineId)
    : random.pick([
        '0',
        '-1',
        '1.5',
        '1e3',
        '2147483648',
        '9'.repeat(18),
        '9'.repeat(400),
        'abc',
        '',
        '%00',
        '１',
        '0x1',
      ])

const escaped = (random: Random, text: string): string => {
  if (random.chance(0.3)) return text.replaceAll(/[^\x21-\x7e]/g, '') || 'x'
  return encodeURIComponent(text.toWellFormed())
}

const query = (random: Random, names: readonly string[], place: Place): string => {
  const parts = names.flatMap((name) => {
    const value = name === 'machine_id' ? id(random, place) : escaped(random, random.pick(['y', ...texts]))
    const part = `${name}=${value}`
    return random.chance(0.1) ? [] : random.chance(0.1) ? [part, `${name}=1`] : [part]
  })
  if (random.chance(0.1)) parts.push(random.pick(['&&', '%', 'a[]=1', '__proto__=1', `z=${'z'.repeat(9_000)}`, '=']))
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

const jsonTypes = ['application/json', 'application/json; charset=utf-16', 'application/problem+json', 'text/plain', '']

const asJson = (random: Random, text: string): Pick<Parts, 'headers' | 'body'> => ({
  headers: [['Content-Type', random.chance(0.8) ? 'application/json' : random.pick(jsonTypes)]],
  body: torn(random, Buffer.from(text)),
})

const machines = (random: Random, place: Place): Parts => {
  const one = random.chance(0.4)
  const target = one ? `/machines/${id(random, place)}` : random.pick(['/machines', '/machines/'])
  const method = random.pick(one ? ['GET', 'HEAD', 'PUT', 'DELETE'] : ['POST', 'POST', 'POST', 'GET'])
  // The machine that the others need stays.
  const safe = method === 'DELETE' && target.endsWith(`/${place.machineId}`) ? 'GET' : method
  return {
    method: safe,
    target,
    ...asJson(random, safe === 'POST' ? jsonObject(random, { machine_name: '"Prensa"' }) : ''),
  }
}

const machine = { machineId: '1' }
const paged = { ...machine, cursor: '"MQ"', limit: '3' }

/** What each procedure should be sent. */
export const procedures: Record<string, { fields: Record<string, string>; method: 'GET' | 'POST' }> = {
  'machines.list': {
    fields: { search: '"a"', status: '"queued"', sort: '"name"', cursor: 'null', offset: '0', limit: '5' },
    method: 'GET',
  },
  'machines.get': { fields: machine, method: 'GET' },
  'machines.create': { fields: { name: '"Torno"' }, method: 'POST' },
  'machines.rename': { fields: { ...machine, name: '"Torno"' }, method: 'POST' },
  'machines.delete': { fields: { machineId: '77' }, method: 'POST' },
  'datasets.list': { fields: paged, method: 'GET' },
  'datasets.get': { fields: { datasetId: '1' }, method: 'GET' },
  'training.list': { fields: paged, method: 'GET' },
  'training.get': { fields: { trainingId: '1' }, method: 'GET' },
  'training.start': { fields: { datasetId: '1', target: '"y"' }, method: 'POST' },
  'training.cancel': { fields: { trainingId: '9' }, method: 'POST' },
  'training.retry': { fields: { trainingId: '1' }, method: 'POST' },
  'training.deliveries': { fields: { trainingId: '1' }, method: 'GET' },
  'training.attempts': { fields: { trainingId: '1' }, method: 'GET' },
  'training.changes': { fields: { lastEventId: '"1"' }, method: 'GET' },
  'ranking.ofMachine': { fields: machine, method: 'GET' },
  'ranking.ofTraining': { fields: { trainingId: '1' }, method: 'GET' },
  '__proto__.constructor': { fields: {}, method: 'GET' },
  '': { fields: {}, method: 'GET' },
}
const procedureNames = Object.keys(procedures)

const metas = [
  '{"values":{"name":["Date"]}}',
  '{"values":{"name":["RegExp"]}}',
  '{"values":{"a.b.c":["undefined"]}}',
  '{"values":{"__proto__.x":["Date"]}}',
  '{"values":["Date"]}',
  '{"values":{"machineId":["bigint"]},"v":1}',
  '{"referentialEqualities":{"a":["b"]}}',
  '5',
  '[]',
]

const envelope = (random: Random, name: string): string => {
  const json = random.chance(0.9) ? jsonObject(random, procedures[name]?.fields ?? {}) : jsonValue(random)
  if (random.chance(0.05)) return json
  return random.chance(0.2) ? `{"json":${json},"meta":${random.pick(metas)}}` : `{"json":${json}}`
}

const trpc = (random: Random): Parts => {
  const isBatch = random.chance(0.3)
  const names = Array.from({ length: isBatch ? random.pick([1, 2, 9, 10, 11, 300]) : 1 }, () =>
    random.pick(procedureNames),
  )
  const [first = ''] = names
  const usual = procedures[first]?.method ?? 'GET'
  const method = random.chance(0.9) ? usual : random.pick(['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS'])
  const inputs = names.map((name, index) => `"${random.chance(0.1) ? '__proto__' : index}":${envelope(random, name)}`)
  const input = isBatch ? `{${inputs.join(',')}}` : envelope(random, first)
  const target = `/trpc/${names.join(',')}?${isBatch ? 'batch=1' : ''}`
  if (method === 'POST') return { method, target, ...asJson(random, input) }
  return { method, target: `${target}&input=${escaped(random, input)}`, headers: [], body: Buffer.alloc(0) }
}

const webhook = (random: Random, { callbackPath, modelId }: Place): Parts => {
  const target = random.chance(0.6)
    ? callbackPath
    : `/webhook/treinamento/${escaped(random, random.pick(['', 'x', ...texts]))}`
  const signed: [string, string][] = random.chance(0.2)
    ? [
        ['webhook-id', 'msg_1'],
        ['webhook-timestamp', random.pick(['0', 'NaN', '1e400', '99999999999999999999'])],
        ['webhook-signature', random.pick(['v1,', 'v1,AAAA', 'v9,x v1,é', ' '])],
      ]
    : []
  const fields = {
    model_id: String(modelId),
    status: random.pick(['"training"', '"completed"', '"failed"']),
    metrics: '{"r2":0.5,"date":1700000000}',
    progress: '0.5',
    stage: '"boosting"',
    error: '"x"',
  }
  const { headers, body } = asJson(random, random.chance(0.8) ? jsonObject(random, fields) : jsonValue(random))
  return { method: 'POST', target, headers: [...headers, ...signed], body }
}

const dispositions = [
  'form-data; name="file"; filename="a.csv"',
  'form-data; name=file; filename=a.csv',
  'form-data; name="file"; filename=""',
  `form-data; name="file"; filename*=UTF-8''%00%ff.csv`,
  `form-data; name="file"; filename*=nonsense''%zz`,
  'form-data; name="file"; filename="..\\..\\..\\windows\\a.csv"',
  'form-data; name="file"; filename="a\0b.csv"',
  `form-data; name="file"; filename="${'é'.repeat(2_000)}.csv"`,
  'form-data; name="_charset_"',
  'form-data; name="__proto__"; filename="a.csv"',
  'form-data; name="file',
  'form-data',
  'attachment; filename="a.csv"',
  '',
]
const partHeaders = [
  'Content-Type: text/csv',
  'Content-Type: multipart/mixed; boundary=y',
  'Content-Type: text/csv; charset="utf-7"',
  'Content-Type: ;;;',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: 8bit',
  'X: ' + 'x'.repeat(20_000),
  'no colon',
  ': empty',
  ' folded',
]
const files = [
  'a,b,y\n1,2,3\n2,1,5\n3,3,4\n',
  'a,b,y\r1,2,3\r2,1,5\r',
  '\ufeffa;y\n1,5;2\n2,5;3\n',
  '"'.repeat(10_000),
  'a,y\n"1\n',
  'a,a,y\n1,2,3\n',
  '__proto__,constructor,y\n1,2,3\n3,2,1\n',
  'y\0,a\n1,2\n2,3\n',
  `${'c,'.repeat(5_000)}y\n`,
  `y,a\n${'9'.repeat(100_000)},1\n2,3\n`,
  'y,a\n1e400,1\n-1e400,2\nNaN,3\n',
  '\n\n\n',
  ',,,\n,,,\n',
  '',
]

const upload = (random: Random, place: Place): Parts => {
  const boundary = random.pick(['x', 'x', 'x', '----WebKitFormBoundary7MA4', "'()+_,-./:=?", 'a'.repeat(70)])
  const parts = Array.from({ length: random.pick([0, 1, 1, 1, 1, 2, 30]) }, () => {
    const headers = [`Content-Disposition: ${random.chance(0.6) ? dispositions[0] : random.pick(dispositions)}`]
    if (random.chance(0.6)) headers.push(random.pick(partHeaders))
    const content = random.pick(files)
    return Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n${content}\r\n`)
  })
  const end = random.chance(0.85) ? `--${boundary}--\r\n` : random.pick(['', `--${boundary}`, `--${boundary}-`])
  const body = torn(random, Buffer.concat([...parts, Buffer.from(end)]))
  const type = random.chance(0.8)
    ? `multipart/form-data; boundary=${/[^\w-]/.test(boundary) ? `"${boundary}"` : boundary}`
    : random.pick([
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/form-data; xboundary=x',
        'multipart/form-data; a="boundary=x"',
        `multipart/form-data; boundary=${'a'.repeat(300)}`,
        'multipart/form-data; boundary="x',
        'multipart/form-data; boundary=x; boundary=y; charset="\u0000',
        'multipart/mixed; boundary=x',
        'text/csv',
        '',
      ])
  const target = random.pick(['/train/', '/train', '/datasets', '/datasets/'])
  return {
    method: 'POST',
    target: target + query(random, ['machine_id', 'target_column'], place),
    headers: [['Content-Type', type]],
    body,
  }
}

const paths = [
  '/',
  '//',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/panel/..%2f..%2f..%2fetc/passwd',
  '/panel/assets/%00',
  '/panel/assets/..%5c..%5cx',
  `/panel/${'a'.repeat(300)}`,
  `/panel/assets/${'b/'.repeat(2_000)}`,
  '/panel/%E0%A4%A',
  '/panel',
  '/openapi.json',
  '/healthz',
  '/readyz',
  '/ranking/',
  '/machines/1/../2',
  '*',
  'http://evil.example/machines/',
  'machines',
  '/\u00e9',
  `/${'x'.repeat(15_000)}`,
  '/webhook/treinamento/',
]

const other = (random: Random, place: Place): Parts => {
  const method = random.pick(['GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE', 'PROPFIND', 'FOO', 'get', 'CONNECT'])
  const target = random.chance(0.3) ? `/ranking/${query(random, ['machine_id'], place)}` : random.pick(paths)
  return { method, target, headers: [], body: Buffer.alloc(0) }
}

const extraHeaders: [string, string][] = [
  ['Host', 'evil.example'],
  ['Host', ''],
  ['Host', '127.0.0.1:99999'],
  ['Host', '[::1'],
  ['Origin', 'null'],
  ['Origin', 'http://localhost:3000'],
  ['Origin', 'http://[::1'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Content-Encoding', 'gzip'],
  ['Expect', '100-continue'],
  ['Expect', 'x'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['X-Request-Id', 'é'.repeat(70)],
  ['Idempotency-Key', 'k'],
  ['Idempotency-Key', 'k'.repeat(300)],
  ['Accept', 'text/event-stream'],
  ['Range', 'bytes=0-'],
  ['If-None-Match', '*'],
  ['trpc-accept', 'application/jsonl'],
  ['Access-Control-Request-Method', '\u0001'],
  ['Cookie', 'x'.repeat(8_000)],
  ['X-Forwarded-For', '127.0.0.1'],
]

const families = [machines, trpc, trpc, webhook, upload, upload, other]

/** The bytes of one request; `ends` is set where the server cannot know that no more comes. */
export const randomRequest = (random: Random, place: Place): Sent => {
  const { method, target, headers, body } = random.pick(families)(random, place)
  const lines: [string, string][] = [['Host', place.host], ['Connection', 'close'], ...headers]
  while (random.chance(0.1)) lines.push(random.pick(extraHeaders))
  let ends = false
  let framed = body
  const framing = random.below(20)
  if (framing === 0) {
    lines.push(['Content-Length', random.pick(['-1', '1e3', '99999999999999999999', '5, 5', '', '0x10', '999999'])])
    ends = true
  } else if (framing < 6 && body.length > 0) {
    lines.push(['Transfer-Encoding', random.chance(0.9) ? 'chunked' : random.pick(['gzip', 'chunked, chunked', 'x'])])
    if (random.chance(0.1)) lines.push(['Content-Length', '3'])
    const half = Math.ceil(body.length / 2)
    const chunk = (part: Buffer) => [`${part.length.toString(16)}\r\n`, part, '\r\n']
    const chunks = [
      ...chunk(body.subarray(0, half)),
      ...(half < body.length ? chunk(body.subarray(half)) : []),
      '0\r\n\r\n',
    ]
    framed = torn(
      random,
      Buffer.concat(chunks.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))),
      0.2,
    )
    ends = framed.subarray(-5).toString('latin1') !== '0\r\n\r\n' || random.chance(0.2)
  } else if (body.length > 0 || method === 'POST') lines.push(['Content-Length', String(body.length)])
  const version = random.chance(0.97) ? 'HTTP/1.1' : random.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'ICY'])
  const head = `${method} ${target} ${version}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const whole = Buffer.concat([Buffer.from(head, 'utf8'), framed])
  const bytes = torn(random, whole, 0.05)
  return { bytes, ends: ends || bytes !== whole || random.chance(0.05) }
}
