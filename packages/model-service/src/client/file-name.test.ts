import { expect, test } from 'vitest'
import { toCsvFileName } from './file-name.ts'

test.each([
  ['dados.csv', 'dados.csv'],
  ['Médias de Julho.CSV', 'Medias_de_Julho.csv'],
  ['plant.xls', 'plant.xls.csv'],
  ['../../etc/passwd', 'etc_passwd.csv'],
  ['a"; filename="b\r\nX: y', 'a_filename_b_X_y.csv'],
  ['😀', 'data.csv'],
  ['.csv', 'data.csv'],
  ['', 'data.csv'],
])('%j becomes %j', (name, sent) => {
  expect(toCsvFileName(name)).toBe(sent)
})
