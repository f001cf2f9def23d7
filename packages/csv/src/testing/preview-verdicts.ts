import type { CsvErrorCode, CsvPreview, ReadAs } from '../index.ts'
import { join, latin1, utf16be, utf16le, utf8 } from './bytes.ts'

/** What a preview must say: dialect, header or not, rows, `name:kind` of each column, and problems with their lines. */
export interface PreviewVerdict {
  dialect: string
  header: boolean
  rows: number
  columns: string[]
  problems: string[]
}

export const previewVerdictOf = ({ dialect, header, rowsRead, columns, problems }: CsvPreview): PreviewVerdict => ({
  dialect: `${dialect.encoding}${dialect.bom ? '+bom' : ''} ${dialect.delimiter} ${dialect.decimalMark}`,
  header,
  rows: rowsRead,
  columns: columns.map(({ name, kind }) => `${name}:${kind[0]}`),
  problems: problems.map(({ code, line }) => `${code} ${line ?? '-'}`),
})

const named = (dialect: string, rows: number, ...columns: string[]): PreviewVerdict => ({
  dialect,
  header: true,
  rows,
  columns,
  problems: [],
})

const nameless = (dialect: string, rows: number, ...kinds: string[]): PreviewVerdict => ({
  dialect,
  header: false,
  rows,
  columns: kinds.map((kind, index) => `coluna ${index + 1}:${kind}`),
  problems: [],
})

const failing = (verdict: PreviewVerdict, ...problems: string[]): PreviewVerdict => ({ ...verdict, problems })

type Fixture = [name: string, bytes: Uint8Array, verdict: PreviewVerdict | { refused: CsvErrorCode }, readAs?: ReadAs]

const wide = Array.from({ length: 3_000 }, (_, i) => `c${i}`)

/** Files whose first record may be anything, and what else a person may choose. */
export const previewFixtures: Fixture[] = [
  ['plain', utf8('a,b\n1,2\n3,4\n'), named('utf-8 , .', 2, 'a:n', 'b:n')],
  ['Brazilian', utf8('a;b\n1,5;2,5\n'), named('utf-8 ; ,', 1, 'a:n', 'b:n')],
  ['tabs and decimal commas', utf8('a\tb\n1,5\t2\n'), named('utf-8 \t ,', 1, 'a:n', 'b:n')],
  ['bars', utf8('a|b\n1.5|x\n'), named('utf-8 | .', 1, 'a:n', 'b:c')],
  ['UTF-8 with BOM', utf8('\uFEFFa;b\n1,5;2\n'), named('utf-8+bom ; ,', 1, 'a:n', 'b:n')],
  ['UTF-16 LE with BOM', utf16le('\uFEFFç;b\n1,5;2\n'), named('utf-16le+bom ; ,', 1, 'ç:n', 'b:n')],
  ['UTF-16 BE with BOM', utf16be('\uFEFFç;b\n1,5;2\n'), named('utf-16be+bom ; ,', 1, 'ç:n', 'b:n')],
  ['UTF-16 without BOM', utf16le('a;b\n1,5;2\n'), named('utf-16le ; ,', 1, 'a:n', 'b:n')],
  ['windows-1252', latin1('Vazão;b\n1,5;2\n'), named('windows-1252 ; ,', 1, 'Vazão:n', 'b:n')],
  ['CRLF', utf8('a,b\r\n1,2\r\n'), named('utf-8 , .', 1, 'a:n', 'b:n')],
  ['mixed line ends', utf8('a,b\r\n1,2\n3,4\r5,6'), named('utf-8 , .', 3, 'a:n', 'b:n')],
  ['quoted', utf8('"a, b";"c ""d"""\n"1,5";"x\ny"\n'), named('utf-8 ; ,', 1, 'a, b:n', 'c "d":c')],
  ['thousands', utf8('a;b\n1.234,5;2\n12.345.678,9;3\n'), named('utf-8 ; ,', 2, 'a:n', 'b:n')],
  ['one column', utf8('a\n1\n2\n'), named('utf-8 , .', 2, 'a:n')],
  ['right to left', utf8('درجة,b\n1,2\n'), named('utf-8 , .', 1, 'درجة:n', 'b:n')],
  ['emoji', utf8('🌡️;b\n1,5;😀\n'), named('utf-8 ; ,', 1, '🌡️:n', 'b:c')],
  [
    'names of object members',
    utf8('__proto__,constructor\n1,2\n'),
    named('utf-8 , .', 1, '__proto__:n', 'constructor:n'),
  ],
  ['repeated names', utf8('a,a\n1,2\n'), named('utf-8 , .', 1, 'a:n', 'a.1:n')],
  ['markup', utf8('<img onerror=x>,b\n1,2\n'), named('utf-8 , .', 1, '<img onerror=x>:n', 'b:n')],
  ['delimiter at every end', utf8('a;b;\n1;2;\n'), named('utf-8 ; ,', 1, 'a:n', 'b:n')],
  [
    'wide',
    utf8(`${wide.join(';')}\n${wide.map(() => '1,5').join(';')}\n`),
    named('utf-8 ; ,', 1, ...wide.map((name) => `${name}:n`)),
  ],

  ['sep=', utf8('sep=;\na;b\n1,5;2\n'), named('utf-8 ; ,', 1, 'a:n', 'b:n')],
  [
    'sep= of another sign than the evidence',
    utf8('sep=|\r\na;x|b\r\n1;2|2\r\n'),
    named('utf-8 | .', 1, 'a;x:c', 'b:n'),
  ],
  ['SEP= behind a BOM', utf8('\uFEFFSEP=,\na,b\n1,2\n'), named('utf-8+bom , .', 1, 'a:n', 'b:n')],
  ['sep= that is no separator line', utf8('sep=;x,b\n1,2\n'), named('utf-8 , .', 1, 'sep=;x:n', 'b:n')],

  ['no header, decimals', utf8('1.5,2.5\n3.5,4.5\n'), nameless('utf-8 , .', 2, 'n', 'n')],
  ['no header, decimal commas', utf8('1,5;2,5\n3,5;4,5\n'), nameless('utf-8 ; ,', 2, 'n', 'n')],
  ['no header, times first', utf8('2024-01-08 00:30,7\n2024-01-08 01:00,8\n'), nameless('utf-8 , .', 2, 'c', 'n')],
  ['no header, Brazilian dates', utf8('08/01/2024;7,5\n09/01/2024;8,5\n'), nameless('utf-8 ; ,', 2, 'c', 'n')],
  ['no header, one column', utf8('5\n7\n9\n'), nameless('utf-8 , .', 3, 'n')],
  ['no header, whole numbers near', utf8('12,900\n15,910\n11,905\n'), nameless('utf-8 , .', 3, 'n', 'n')],
  ['no header, a hole in the first row', utf8('1.5,,x\n2.5,3,y\n'), nameless('utf-8 , .', 2, 'n', 'n', 'c')],
  ['years for names', utf8('plant,2019,2020\nA,1,2\nB,3,4\n'), named('utf-8 , .', 2, 'plant:c', '2019:n', '2020:n')],
  ['years above numbers like years', utf8('2019,2021\n2000,1990\n'), named('utf-8 , .', 1, '2019:n', '2021:n')],
  ['counted names', utf8('0,1,2\n0.5,1.5,2.5\n'), named('utf-8 , .', 1, '0:n', '1:n', '2:n')],
  ['numbers far from those below', utf8('1001,7512\n0.5,1.5\n0.7,1.6\n'), named('utf-8 , .', 2, '1001:n', '7512:n')],
  ['one name among numbers', utf8('id,5\n1,6\n2,7\n'), named('utf-8 , .', 2, 'id:n', '5:n')],
  ['only text', utf8('x,y\np,q\n'), named('utf-8 , .', 1, 'x:c', 'y:c')],
  ['only one record', utf8('1.5,2.5\n'), failing(named('utf-8 , .', 0, '1.5:e', '2.5:e'), 'header_only -')],

  ['insisting on no header', utf8('a,b\n1,2\n'), nameless('utf-8 , .', 2, 'c', 'c'), { header: false }],
  ['insisting on a header', utf8('1.5,2.5\n3.5,4.5\n'), named('utf-8 , .', 1, '1.5:n', '2.5:n'), { header: true }],
  ['insisting on a delimiter', utf8('a;b,c\n1;2,3\n'), named('utf-8 , .', 1, 'a;b:c', 'c:n'), { delimiter: ',' }],
  [
    'insisting on another than sep= names',
    utf8('sep=;\na,b\n1,2\n'),
    named('utf-8 , .', 1, 'a:n', 'b:n'),
    { delimiter: ',' },
  ],
  ['insisting on a decimal mark', utf8('a;b\n1.234;2\n'), named('utf-8 ; ,', 1, 'a:n', 'b:n'), { decimalMark: ',' }],
  ['insisting on windows-1252', utf8('ã\n1\n'), named('windows-1252 , .', 1, 'Ã£:n'), { encoding: 'windows-1252' }],
  ['insisting on UTF-16', utf16be('a\n1\n'), named('utf-16be , .', 1, 'a:n'), { encoding: 'utf-16be' }],
  ['insisting on UTF-8 in vain', latin1('ção\n1\n'), { refused: 'encoding' }, { encoding: 'utf-8' }],
  [
    'insisting on UTF-8 far from the header',
    join(utf8(`a\n${'1\n'.repeat(150_000)}`), latin1('ção\n')),
    failing(named('utf-8 , .', 149_503, 'a:n'), 'encoding 150002'),
    { encoding: 'utf-8' },
  ],

  ['a row too long', utf8('a,b\n1,2\n1,2,3\n4,5\n'), failing(named('utf-8 , .', 3, 'a:n', 'b:n'), 'ragged 3')],
  ['a quote never closed', utf8('a,b\n1,2\n"3,4\n'), failing(named('utf-8 , .', 1, 'a:n', 'b:n'), 'quotes 3')],
  ['only blank lines', utf8(' \n\n'), failing(named('utf-8 , .', 0), 'empty -')],
  ['too many columns', utf8(`${'c,'.repeat(10_001)}c\n1\n`), failing(named('utf-8 , .', 0), 'too_many_columns 1')],
  ['no bytes', new Uint8Array(0), { refused: 'empty' }],
  ['a workbook', join(Uint8Array.of(0x50, 0x4b, 3, 4), utf8('word')), { refused: 'binary' }],
  [
    'a workbook, insisting',
    join(Uint8Array.of(0x50, 0x4b, 3, 4), utf8('word')),
    { refused: 'binary' },
    { encoding: 'windows-1252' },
  ],
]
