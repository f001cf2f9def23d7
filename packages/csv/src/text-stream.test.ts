import { expect, test } from 'vitest'
import { latin1, utf8 } from './testing/bytes.ts'
import { TextStream, UndecodableError } from './text-stream.ts'

const decode = (bytes: Uint8Array, size: number) => {
  const stream = new TextStream({ encoding: 'utf-8', bom: false }, true)
  let text = ''
  for (let at = 0; at < bytes.length; at += size) text += stream.push(bytes.subarray(at, at + size), false)
  return { text: text + stream.push(new Uint8Array(0), true), encoding: stream.encoding }
}

test.each([1, 2, 3, 5, 100])('behind ASCII, blocks of %d bytes decide alike between UTF-8 and windows-1252', (size) => {
  for (const text of ['ação', 'a😀b', '€', 'abc', 'a\u00E7']) {
    expect(decode(utf8(text), size)).toEqual({ text, encoding: 'utf-8' })
  }
  for (const text of ['aç', 'ação e coração', 'plain é']) {
    expect(decode(latin1(text), size)).toEqual({ text, encoding: 'windows-1252' })
  }
})

test('what breaks UTF-8 behind a valid character is no windows-1252 any more', () => {
  const bytes = Uint8Array.from([...utf8('ção '), 0xe7, 0x20])
  expect(() => decode(bytes, 100)).toThrow(UndecodableError)
})
