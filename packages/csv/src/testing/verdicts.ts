import type { CsvErrorCode, CsvProfile } from '../index.ts'
import { join, latin1, utf16be, utf16le, utf8 } from './bytes.ts'

/** What a file must be read as: encoding, delimiter, decimal mark, rows and `name:kind` of each column; or refused. */
export type Verdict =
  | { dialect: string; rows: number; columns: string[] }
  | { refused: CsvErrorCode; line?: number; says?: string }

export const verdictOf = ({ dialect, rows, columns }: CsvProfile): Verdict => ({
  dialect: `${dialect.encoding}${dialect.bom ? '+bom' : ''} ${dialect.delimiter} ${dialect.decimalMark}`,
  rows,
  columns: columns.map(({ name, kind }) => `${name}:${kind[0]}`),
})

const read = (dialect: string, rows: number, ...columns: string[]): Verdict => ({ dialect, rows, columns })

const text: [string, string, Verdict][] = [
  ['plain', 'a,b\n1,2\n3,4\n', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['no line end at the end', 'a,b\n1.5,2', read('utf-8 , .', 1, 'a:n', 'b:n')],
  ['Brazilian', 'a;b\n1,5;2,5', read('utf-8 ; ,', 1, 'a:n', 'b:n')],
  ['Brazilian, integers only', 'a;b\n1;2\n', read('utf-8 ; ,', 1, 'a:n', 'b:n')],
  ['semicolon with points', 'a;b\n1.5;2.25\n', read('utf-8 ; .', 1, 'a:n', 'b:n')],
  ['comma inside a semicolon header', 'T, saída;b\n1,5;2\n', read('utf-8 ; ,', 1, 'T, saída:n', 'b:n')],
  ['thousands and decimals', 'a;b\n1.234,5;2\n12.345.678,9;3\n', read('utf-8 ; ,', 2, 'a:n', 'b:n')],
  ['three decimals behind a comma', 'a;b\n1,234;2\n3,456;1\n', read('utf-8 ; ,', 2, 'a:n', 'b:n')],
  ['three decimals behind a point', 'a;b\n1.234;2\n3.456;1\n', read('utf-8 ; .', 2, 'a:n', 'b:n')],
  ['quoted thousands', 'a,b\n"1,234",2\n"12,345.5",3\n', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['quoted decimal commas', 'a,b\n"1,5","2,5"\n', read('utf-8 , ,', 1, 'a:n', 'b:n')],
  ['tabs', 'a\tb\n1,5\t2\n', read('utf-8 \t ,', 1, 'a:n', 'b:n')],
  ['bars', 'a|b\nx|2\n', read('utf-8 | .', 1, 'a:c', 'b:n')],
  ['one column', 'a\n1\n2\n', read('utf-8 , .', 2, 'a:n')],
  ['one column of decimal commas', 'a\n1,5\n2,5\n', read('utf-8 ; ,', 2, 'a:n')],
  ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['CR', 'a,b\r1,2\r3,4', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['mixed line ends', 'a,b\r\n1,2\n3,4\r5,6\r\n', read('utf-8 , .', 3, 'a:n', 'b:n')],
  ['blank lines', '\n\na,b\n\n1,2\n  \n\n3,4\n\n', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['quoted delimiter, quote and line end', 'a,b\n"x, ""y""\r\nz",1\n', read('utf-8 , .', 1, 'a:c', 'b:n')],
  ['a quote inside a bare cell', 'a,b\n5" pipe,1\n', read('utf-8 , .', 1, 'a:c', 'b:n')],
  ['an undoubled quote inside a quoted cell', 'a,b\n"5"x",1\n', read('utf-8 , .', 1, 'a:c', 'b:n')],
  ['spaces behind a closing quote', 'a,b\n"5" ,1\n"6"  \n', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['quoted header kept as it is', '" a ","b;c"\n1,2\n', read('utf-8 , .', 1, ' a :n', 'b;c:n')],
  ['repeated names', 'a,a,a.1,a\n1,2,3,4\n', read('utf-8 , .', 1, 'a:n', 'a.2:n', 'a.1:n', 'a.3:n')],
  [
    'names of object members',
    '__proto__,constructor,toString\n1,2,3\n',
    read('utf-8 , .', 1, '__proto__:n', 'constructor:n', 'toString:n'),
  ],
  ['delimiter at every end', 'a;b;\n1;2;\n3;4;\n', read('utf-8 ; ,', 2, 'a:n', 'b:n')],
  ['an index column without a name', ',a\n0,1\n1,2\n', read('utf-8 , .', 2, ':n', 'a:n')],
  ['shorter rows', 'a,b,c\n1,2\n3\n', read('utf-8 , .', 2, 'a:n', 'b:n', 'c:e')],
  ['longer by empty cells', 'a,b\n1,2,,\n3,4\n', read('utf-8 , .', 2, 'a:n', 'b:n')],
  ['missing in many words', 'a,b\nNA,1\n#N/D,\n-,3\n?,nan\n7,None\n', read('utf-8 , .', 5, 'a:n', 'b:n')],
  ['one text makes a column text', 'a,b\n1,1\n2,1\nx,1\n', read('utf-8 , .', 3, 'a:c', 'b:n')],
  ['no hexadecimal', 'a,b\n0x10,1\n', read('utf-8 , .', 1, 'a:c', 'b:n')],
  ['accents', 'Vazão,Saída\n1,2\n', read('utf-8 , .', 1, 'Vazão:n', 'Saída:n')],
  ['dates are text', 'when,b\n2024-01-08 00:30,1\n', read('utf-8 , .', 1, 'when:c', 'b:n')],
  ['only blank lines', ' \n\r\n\n', { refused: 'empty' }],
  ['only a header', 'a,b\n', { refused: 'header_only' }],
  ['a row too long', 'a,b\n1,2\n1,2,3\n', { refused: 'ragged', line: 3, says: 'Line 3 has 3 cells' }],
  ['a row too long behind quoted lines', 'a,b\n"1\n\n",2\n1,2,3\n', { refused: 'ragged', line: 5 }],
  ['a quote never closed', 'a,b\n1,2\n"3,4\n5,6\n', { refused: 'quotes', line: 3 }],
  ['a NUL far inside', `a,b\n${'1,2\n'.repeat(70_000)}\0,1\n`, { refused: 'binary', line: 70_002 }],
  ['too many columns', `${'c,'.repeat(10_001)}c\n1\n`, { refused: 'too_many_columns', line: 1 }],
  ['a quote bomb', `a,b\n${'"'.repeat(3_000_001)}`, { refused: 'record_too_long', line: 2 }],
  ['a bomb of stray quotes', `a,b\n${'"a'.repeat(400_000)}`, { refused: 'quotes', line: 2 }],
  ['a line of 3 MB', `a,b\n1,2\n${'x'.repeat(3_000_000)}`, { refused: 'record_too_long', line: 3 }],
]

const xlsx = join(Uint8Array.of(0x50, 0x4b, 3, 4), utf8('word'))
const noise = Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 251)

/** Name, bytes and expected verdict of each fixture. */
export const fixtures: [string, Uint8Array, Verdict][] = [
  ...text.map(([name, content, verdict]): [string, Uint8Array, Verdict] => [name, utf8(content), verdict]),
  ['no bytes', new Uint8Array(0), { refused: 'empty' }],
  ['UTF-8 with BOM', utf8('\uFEFFa,b\n1,2\n'), read('utf-8+bom , .', 1, 'a:n', 'b:n')],
  ['UTF-16 LE with BOM', utf16le('\uFEFFç;b\n1,5;2\n'), read('utf-16le+bom ; ,', 1, 'ç:n', 'b:n')],
  ['UTF-16 BE with BOM', utf16be('\uFEFFç;b\n1,5;2\n'), read('utf-16be+bom ; ,', 1, 'ç:n', 'b:n')],
  ['UTF-16 LE without BOM', utf16le('a;b\n1,5;2\n'), read('utf-16le ; ,', 1, 'a:n', 'b:n')],
  ['windows-1252', latin1('Vazão;b\n1,5;2\n'), read('windows-1252 ; ,', 1, 'Vazão:n', 'b:n')],
  ['half a UTF-16 character', utf16le('\uFEFFa;b\n1;2\n').slice(0, -1), { refused: 'encoding' }],
  [
    'windows-1252 behind 300 kB of ASCII',
    join(utf8('a,b\n'), utf8('1,x\n'.repeat(75_000)), latin1('1,ção\n')),
    read('windows-1252 , .', 75_001, 'a:n', 'b:c'),
  ],
  [
    'windows-1252 behind UTF-8',
    join(utf8('ção,b\n'), utf8('1,2\n'.repeat(75_000)), latin1('1,\n1,ção\n')),
    { refused: 'encoding', line: 75_003 },
  ],
  ['a workbook', xlsx, { refused: 'binary', says: 'Excel' }],
  ['noise', noise, { refused: 'binary' }],
]
