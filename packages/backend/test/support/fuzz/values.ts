import type { Random } from './random.ts'

/** Texts that have broken programs before. */
export const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\ufeff',
  '\u202e',
  'é'.normalize('NFD'),
  '😀'.repeat(300),
  'x'.repeat(5_000),
  '\r\n',
  '\t',
  "' or 1=1 --",
  '$1; drop table machines',
  '%s%n%x',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%',
  '%zz',
  '%ff%fe',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '${7*7}',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '=1+1',
  '1e400',
  '-0',
  '9'.repeat(1_000),
] as const

const numbers = ['0', '-1', '1.5', '2147483647', '2147483648', '9007199254740993', '1e400', '-1e400', '1e-400', '-0']

/** JSON text, much of it nothing that anybody asked for. */
export const jsonValue = (random: Random, depth = 0): string => {
  switch (random.below(depth > 3 ? 5 : 9)) {
    case 0:
      return JSON.stringify(random.pick(texts))
    case 1:
      return random.pick(numbers)
    case 2:
      return random.pick(['null', 'true', 'false', 'NaN', '-Infinity', 'undefined', "'x'", '"\\ud800"', '"\\u0000"'])
    case 3:
      return '9'.repeat(random.pick([20, 400, 50_000, 100_000]))
    case 4:
      return String(random.below(5))
    case 5:
      return `[${Array.from({ length: random.below(4) }, () => jsonValue(random, depth + 1)).join(',')}]`
    case 6: {
      const levels = random.pick([40, 3_000, 20_000])
      const [open, close] = random.pick([['[', ']'] as const, ['{"a":', '}'] as const])
      return open.repeat(levels) + '1' + close.repeat(levels)
    }
    default: {
      const keys = Array.from({ length: random.below(4) }, () => random.pick(texts))
      return jsonObject(random, Object.fromEntries(keys.map((key) => [key, jsonValue(random, depth + 1)])))
    }
  }
}

/** A JSON object with those fields: as they should be or not, some left out, some twice. */
export const jsonObject = (random: Random, fields: Readonly<Record<string, string>>): string => {
  const written = Object.entries(fields).flatMap(([key, fitting]) => {
    const field = `${JSON.stringify(key)}:${random.chance(0.8) ? fitting : jsonValue(random, 2)}`
    if (random.chance(0.05)) return []
    return random.chance(0.05) ? [field, field] : [field]
  })
  return `{${written.join(',')}}`
}

/** Bytes of `text`, sometimes torn, doubled, cut or with a byte changed. */
export const torn = (random: Random, bytes: Buffer, share = 0.15): Buffer => {
  if (!random.chance(share) || bytes.length < 4) return bytes
  const at = random.below(bytes.length)
  const to = at + random.below(Math.min(200, bytes.length - at))
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at + 1)])
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 3:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)])
    default:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0, 0xc3]), bytes.subarray(at)])
  }
}
