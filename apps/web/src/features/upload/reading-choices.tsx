import { decimalMarks, type Dialect, delimiters, encodings, type ReadAs } from '@alavanca/csv'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { delimiterWord, encodingWords, markWord } from './file-words.ts'
import styles from './reading-choices.module.css'

interface ReadingChoicesProps {
  dialect: Dialect
  header: boolean
  readAs: ReadAs
  onChoose: (readAs: ReadAs) => void
}

/** How the file is read, each part of it to be changed. */
export const ReadingChoices = ({ dialect, header, readAs, onChoose }: ReadingChoicesProps) => {
  const t = useTranslations('upload')
  const choose = (change: ReadAs) => onChoose({ ...readAs, ...change })
  return (
    <fieldset className={styles['how']}>
      <legend className="visually-hidden">{t('reading.how')}</legend>
      <Choice
        label={t('reading.delimiter')}
        options={delimiters}
        value={readAs.delimiter ?? dialect.delimiter}
        wordOf={(delimiter) => withSign(delimiter, t(`delimiter.${delimiterWord(delimiter)}`))}
        onChoose={(delimiter) => choose({ delimiter })}
      />
      <Choice
        label={t('reading.decimal')}
        options={decimalMarks}
        value={readAs.decimalMark ?? dialect.decimalMark}
        wordOf={(mark) => withSign(mark, t(`mark.${markWord(mark)}`))}
        onChoose={(decimalMark) => choose({ decimalMark })}
      />
      <Choice
        label={t('reading.header')}
        options={['yes', 'no'] as const}
        value={(readAs.header ?? header) ? 'yes' : 'no'}
        wordOf={(answer) => t(answer === 'yes' ? 'reading.headerYes' : 'reading.headerNo')}
        onChoose={(answer) => choose({ header: answer === 'yes' })}
      />
      <Choice
        label={t('reading.encoding')}
        options={encodings}
        value={readAs.encoding ?? dialect.encoding}
        wordOf={(encoding) => t(`encoding.${encodingWords[encoding]}`)}
        onChoose={(encoding) => choose({ encoding })}
      />
      {Object.keys(readAs).length === 0 ? null : (
        <div className={styles['reset']}>
          <Button look="quiet" onClick={() => onChoose({})}>
            {t('reading.reset')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

/** The sign itself first: it is seen where there is no room for its name. */
const withSign = (sign: string, word: string): string => (sign.trim() === '' ? word : `${sign} ${word}`)

interface ChoiceProps<Value extends string> {
  label: string
  options: readonly Value[]
  value: Value
  wordOf: (value: Value) => string
  onChoose: (value: Value) => void
}

const Choice = <Value extends string>({ label, options, value, wordOf, onChoose }: ChoiceProps<Value>) => (
  <Field label={label}>
    {(control) => (
      <select
        {...control}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.target.value)
          if (chosen !== undefined) onChoose(chosen)
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {wordOf(option)}
          </option>
        ))}
      </select>
    )}
  </Field>
)
