import type { Translation } from './catalogue.ts'
import type { ptUpload } from './pt-upload.ts'

export const enUpload: Pick<Translation, keyof typeof ptUpload> = {
  upload: {
    title: 'Upload data',
    hint: 'A CSV with a header: one column per variable, one row per batch, hour or piece.',
    drop: 'Drag the CSV here',
    choose: 'Choose CSV file',
    or: 'or',
    dropNow: 'Drop to upload',
    sending: 'Uploading {name}',
    sent: '{loaded} of {total}',
    checking: 'File received. Checking the columns…',
    progress: 'File upload',
    cancel: 'Cancel upload',
    failed: 'The file was not accepted',
    columns:
      '{rows, plural, one {# row} other {# rows}} and {columns, plural, one {# column} other {# columns}} · delimiter {delimiter} · decimal {decimal}',
    delimiter: {
      comma: 'comma',
      semicolon: 'semicolon',
      tab: 'tab',
      pipe: 'vertical bar',
      space: 'space',
      other: 'other',
    },
    mark: { comma: 'comma', point: 'point', other: 'other' },
    target: 'Target (what to explain)',
    targetPlaceholder: 'Choose a numeric column',
    targetHint: 'The other columns go in as variables.',
    targetRange:
      'From {min} to {max}, mean {mean}; {missing, plural, =0 {no missing values} one {# missing value} other {# missing values}}.',
    targetRequired: 'Choose the target.',
    noTarget: 'No column of this file can be the target: it takes a numeric column that varies.',
    problem: { categorical: '{name} (text)', empty: '{name} (empty)', constant: '{name} (single value)' },
    start: 'Start analysis',
    starting: 'Starting…',
    another: 'Use another file',
    loadFailed: 'The uploaded file could not be read',
    busy: 'An analysis is running; the new one waits for its turn.',
  },
}
