import type { Encoding } from './dialect.ts'
import { CsvError } from './errors.ts'

const signatures: { bytes: number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook or a ZIP archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture' },
]

const startsWith = (bytes: Uint8Array, prefix: number[]): boolean => prefix.every((byte, i) => bytes[i] === byte)

const binary = (what: string): CsvError =>
  new CsvError('binary', `The file is not text but ${what}; export it as CSV and send that.`)

const emptyFile = (): CsvError => new CsvError('empty', 'The file is empty; send a CSV with a header line and rows.')

/** UTF-16 text of Western languages has a zero in nearly every second byte, always on the same side. */
const sniffUtf16 = (sample: Uint8Array): Encoding | undefined => {
  const zeros = [0, 0]
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const most = sample.length * 0.35
  if (odd >= most && even === 0) return 'utf-16le'
  if (even >= most && odd === 0) return 'utf-16be'
  return undefined
}

const isControl = (byte: number): boolean => byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a

const refuseBinary = (sample: Uint8Array): void => {
  const known = signatures.find(({ bytes }) => startsWith(sample, bytes))
  if (known) throw binary(known.what)
  let controls = 0
  for (const byte of sample) {
    if (byte === 0) throw binary('binary data')
    if (isControl(byte)) controls++
  }
  if (controls > 2 && controls > sample.length / 100) throw binary('binary data')
}

export const isValidUtf8 = (bytes: Uint8Array, complete: boolean): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete })
    return true
  } catch {
    return false
  }
}

const marks: Record<Encoding, number[]> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [0xef, 0xbb, 0xbf],
}

/** An encoding that somebody insists on; a workbook stays a workbook. @throws CsvError `empty`, `binary` */
export const insistOnEncoding = (sample: Uint8Array, encoding: Encoding): { encoding: Encoding; bom: boolean } => {
  if (sample.length === 0) throw emptyFile()
  const known = signatures.find(({ bytes }) => startsWith(sample, bytes))
  if (known) throw binary(known.what)
  return { encoding, bom: startsWith(sample, marks[encoding]) }
}

/**
 * Encoding by byte order mark, then by the pattern of zero bytes, then by UTF-8 validity; what is none of these is
 * windows-1252, in which every byte means something.
 *
 * @param complete whether `sample` is the whole file, so that a character cut at its end is an error
 * @throws CsvError `empty`, `binary`
 */
export const sniffEncoding = (sample: Uint8Array, complete: boolean): { encoding: Encoding; bom: boolean } => {
  if (sample.length === 0) throw emptyFile()
  if (startsWith(sample, marks['utf-8'])) {
    refuseBinary(sample.subarray(3))
    return { encoding: isValidUtf8(sample, complete) ? 'utf-8' : 'windows-1252', bom: true }
  }
  if (startsWith(sample, marks['utf-16le'])) return { encoding: 'utf-16le', bom: true }
  if (startsWith(sample, marks['utf-16be'])) return { encoding: 'utf-16be', bom: true }
  const wide = sniffUtf16(sample)
  if (wide) return { encoding: wide, bom: false }
  refuseBinary(sample)
  return { encoding: isValidUtf8(sample, complete) ? 'utf-8' : 'windows-1252', bom: false }
}
