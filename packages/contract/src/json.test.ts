import { expect, test } from 'vitest'
import { fieldsOf, jsonExcess, parseLenientJson, parseVerbatim } from './json.ts'

test("Python's bare NaN and infinities are read as null, those inside strings stay", () => {
  expect(parseLenientJson('{"a":NaN,"b":[Infinity,-Infinity,1],"c":"NaN, -Infinity \\" NaN"}')).toEqual({
    a: null,
    b: [null, null, 1],
    c: 'NaN, -Infinity " NaN',
  })
  expect(() => parseLenientJson('{"a":nan}')).toThrow(SyntaxError)
  expect(() => parseLenientJson('')).toThrow(SyntaxError)
})

test('verbatim parsing keeps the spelling of every number', () => {
  const text = '{"id":12345678901234567890,"x":2.50,"e":1E3,"list":[-0.0,{"y":9007199254740993}]}'
  expect(JSON.stringify(parseVerbatim(text))).toBe(text)
  expect(JSON.stringify(parseVerbatim('{"a":NaN,"b":1.0}'))).toBe('{"a":null,"b":1.0}')
})

test('fields are read whatever they are called', () => {
  const names = fieldsOf(parseVerbatim('{"__proto__":1,"constructor":2}')).map(([name]) => name)
  expect(names).toEqual(['__proto__', 'constructor'])
  expect(fieldsOf([1])).toEqual([])
})

test('depth and keys are bounded without recursion', () => {
  const limits = { depth: 4, keys: 5 }
  const nested = (levels: number) => parseLenientJson('['.repeat(levels) + ']'.repeat(levels))
  expect(jsonExcess(nested(4), limits)).toBeUndefined()
  expect(jsonExcess(nested(5), limits)).toBe('depth')
  expect(jsonExcess(nested(50_000), limits)).toBe('depth')
  expect(jsonExcess({ a: { b: 1, c: 2 }, d: [{ e: 1, f: 2 }] }, limits)).toBe('keys')
})
