import { expect, test } from 'vitest'
import { boundaryOf, readPartHeaders } from './part-headers.ts'

const disposition = (text: string) => {
  // As they arrive: one character for each byte.
  const { name, fileName } = readPartHeaders({ 'content-disposition': [Buffer.from(text).toString('latin1')] })
  return [name, fileName]
}

test.each([
  ['form-data; name="file"; filename="a.csv"', 'file', 'a.csv'],
  ['form-data; name=file; filename=a.csv', 'file', 'a.csv'],
  ['FORM-DATA ;NAME="file";FileName = "a b.csv"', 'file', 'a b.csv'],
  ['form-data; filename="a; name=x.csv"; name="file"', 'file', 'a; name=x.csv'],
  ['form-data; name="file"; filename="produção ⚙️.csv"', 'file', 'produção ⚙️.csv'],
  [String.raw`form-data; name="file"; filename="C:\dados\a.csv"`, 'file', 'a.csv'],
  [String.raw`form-data; name="file"; filename="say \"a\".csv"`, 'file', 'say "a".csv'],
  ['form-data; name="file"; filename="../../etc/passwd"', 'file', 'passwd'],
  ['form-data; name="file"; filename=".."', 'file', ''],
  ['form-data; name="file"; filename=""', 'file', ''],
  ['form-data; name="file"; filename="a%20b%22%2F.csv"', 'file', 'a%20b%22%2F.csv'],
  ['form-data; name="file"; filename="a.csv"; filename="b.csv"', 'file', 'a.csv'],
  // RFC 7578 forbids the extended notation; who sends both is read by the plain one.
  ['form-data; name="file"; filename="a.csv"; filename*=UTF-8\'\'b.csv', 'file', 'a.csv'],
  ['form-data; name="file"; filename*=UTF-8\'\'b.csv; filename="a.csv"', 'file', 'a.csv'],
  ['form-data; name="file"; filename*=UTF-8\'\'b.csv', 'file', undefined],
  ['form-data; name*=UTF-8\'\'file; filename="a.csv"', undefined, 'a.csv'],
  ['form-data', undefined, undefined],
  ['attachment; name="file"; filename="a.csv"', undefined, undefined],
  ['', undefined, undefined],
])('%s', (text, name, fileName) => {
  expect(disposition(text)).toEqual([name, fileName])
})

test('types and encodings are read without case and parameters; two that differ are neither', () => {
  expect(readPartHeaders({ 'content-type': ['Text/CSV; charset=x'], 'content-transfer-encoding': [' 8BIT '] })).toEqual(
    { name: undefined, fileName: undefined, type: 'text/csv', transferEncoding: '8bit' },
  )
  expect(readPartHeaders({ 'content-transfer-encoding': ['binary', 'base64'] }).transferEncoding).toBe('binary, base64')
})

test.each([
  ['multipart/form-data; boundary=x', 'x'],
  ['Multipart/Form-Data; charset=utf-8; BOUNDARY="a b"', 'a b'],
  ['multipart/form-data;boundary=----WebKitFormBoundary7MA4', '----WebKitFormBoundary7MA4'],
  [`multipart/form-data; boundary=${'a'.repeat(71)}`, undefined],
  ['multipart/form-data; boundary=', undefined],
  ['multipart/form-data; boundary="x ', undefined],
  ['multipart/form-data; boundary="x "', undefined],
  ['multipart/form-data; xboundary=x', undefined],
  ['multipart/form-data; a="boundary=x"', undefined],
  ['multipart/mixed; boundary=x', undefined],
  ['multipart/form-data', undefined],
])('the boundary in %s', (contentType, boundary) => {
  expect(boundaryOf(contentType)).toBe(boundary)
})

test('a header made to be hard is read as fast as any', () => {
  for (const hard of ['; a="', String.raw`; a="\"`, ';', '; a=', '; a="x'])
    expect(disposition(`form-data${hard.repeat(16_384 / hard.length)}`)[0]).toBeUndefined()
})
