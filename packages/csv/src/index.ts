export type { CsvColumn } from './column-profile.ts'
export type { CategoricalColumn, NumericColumn } from './column-values.ts'
export { convertCsv } from './convert.ts'
export {
  type DecimalMark,
  decimalMarks,
  type Delimiter,
  delimiters,
  type Dialect,
  type Encoding,
  encodings,
  type ReadAs,
} from './dialect.ts'
export { CsvError, type CsvErrorCode, csvErrorCodes, type CsvProblem, toProblem } from './errors.ts'
export { sampleBytes } from './limits.ts'
export { isMissing, missingTexts } from './missing.ts'
export { parseNumber } from './number.ts'
export { type CsvPreview, previewCsv, type PreviewOptions } from './preview.ts'
export { type CsvProfile, profileCsv } from './profile.ts'
export type { ReadOptions } from './rows.ts'
export { sniffDialect } from './sniff.ts'
export { type CsvSurvey, surveyCsv, type SurveyOptions } from './survey.ts'
export { type CsvTable, readTable } from './table.ts'
