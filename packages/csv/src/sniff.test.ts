import { expect, test } from 'vitest'
import { sniffDialect } from './sniff.ts'
import { latin1, utf8 } from './testing/bytes.ts'

test('the header line is the evidence, not the decimals', () => {
  expect(sniffDialect(utf8('a;b\n1,5;2,5'))).toEqual({
    encoding: 'utf-8',
    bom: false,
    delimiter: ';',
    decimalMark: ',',
  })
})

test('a sample may be cut inside a character and inside a record', () => {
  const sample = utf8(`nível;b\n${'1,5;"ç\nã"\n'.repeat(40)}`)
  for (let length = 60; length < sample.length; length++) {
    expect(sniffDialect(sample.subarray(0, length))).toMatchObject({
      encoding: 'utf-8',
      delimiter: ';',
      decimalMark: ',',
    })
  }
})

test('quoted delimiters in the header do not count', () => {
  expect(sniffDialect(utf8('"x,y,z","w;v"\n1,2\n'))).toMatchObject({ delimiter: ',' })
  expect(sniffDialect(utf8('"x,y,z";"w;v"\n1;2\n'))).toMatchObject({ delimiter: ';' })
})

test('curly quotes and the euro sign of windows-1252 are recognised as such', () => {
  expect(sniffDialect(latin1('pre\u00E7o;\u0080\n1;2\n'))).toMatchObject({ encoding: 'windows-1252' })
})

test('an empty sample is refused', () => {
  expect(() => sniffDialect(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'empty' }) as Error)
})
