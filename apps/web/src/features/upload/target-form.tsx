import type { Dataset, Training } from '@alavanca/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { useTrainingBegun } from '../../shared/api/training-cache.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Notice } from '../../shared/ui/panel.tsx'
import { delimiterWord, markWord } from './file-words.ts'
import { prepareTargets, suggestTarget, type TargetOption } from './prepare-targets.ts'
import styles from './target-form.module.css'

interface TargetFormProps {
  dataset: Dataset
  previousTarget: string | undefined
  onStarted: (training: Training) => void
  onAnother: () => void
}

/** A file that the server has: what to explain in it, and go. */
export const TargetForm = ({ dataset, previousTarget, onStarted, onAnother }: TargetFormProps) => {
  const t = useTranslations('upload')
  const errorText = useErrorText()
  const options = prepareTargets(dataset.columns)
  const [target, setTarget] = useState(() => suggestTarget(options, previousTarget))
  const [asked, setAsked] = useState(false)
  const begun = useTrainingBegun()
  const start = useMutation(
    trpc.training.start.mutationOptions({
      onSuccess: (training) => {
        begun(training)
        onStarted(training)
      },
    }),
  )
  const usable = options.some(({ problem }) => problem === null)

  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (target === '') event.currentTarget.querySelector('select')?.focus()
        else start.mutate({ datasetId: dataset.id, target })
      }}
    >
      <FileFacts dataset={dataset} />
      {usable ? (
        <Field
          label={t('target')}
          hint={<TargetHint dataset={dataset} target={target} />}
          problem={asked && target === '' ? t('targetRequired') : undefined}
        >
          {(control) => (
            <select {...control} required value={target} onChange={(event) => setTarget(event.target.value)}>
              <option value="" disabled>
                {t('targetPlaceholder')}
              </option>
              {options.map((option) => (
                <Option key={option.key} option={option} />
              ))}
            </select>
          )}
        </Field>
      ) : (
        <Notice tone="bad">{t('noTarget')}</Notice>
      )}
      {start.error === null ? null : <Notice tone="bad">{errorText(start.error)}</Notice>}
      <div className={styles['actions']}>
        {usable ? (
          <Button type="submit" look="primary" disabled={start.isPending}>
            {start.isPending ? t('starting') : t('start')}
          </Button>
        ) : null}
        <Button look="quiet" onClick={onAnother}>
          {t('another')}
        </Button>
      </div>
    </form>
  )
}

const FileFacts = ({ dataset }: { dataset: Dataset }) => {
  const t = useTranslations('upload')
  return (
    <div className={styles['file']}>
      <p className={styles['name']}>
        <bdi>{dataset.fileName}</bdi>
      </p>
      <p className={styles['facts']}>
        {t('columns', {
          rows: dataset.rows,
          columns: dataset.columns.length,
          delimiter: t(`delimiter.${delimiterWord(dataset.delimiter)}`),
          decimal: t(`mark.${markWord(dataset.decimalMark)}`),
        })}
      </p>
    </div>
  )
}

const Option = ({ option: { name, problem } }: { option: TargetOption }) => {
  const t = useTranslations('upload.problem')
  return (
    <option value={name} disabled={problem !== null}>
      {problem === null ? name : t(problem, { name })}
    </option>
  )
}

const TargetHint = ({ dataset, target }: { dataset: Dataset; target: string }) => {
  const t = useTranslations('upload')
  const format = useFormat()
  const column = dataset.columns.find(({ name }) => name === target)
  if (!column || column.min === null || column.max === null || column.mean === null) return t('targetHint')
  const [min, max, mean] = [column.min, column.max, column.mean].map(format.figure)
  return t('targetRange', { min: min ?? '', max: max ?? '', mean: mean ?? '', missing: column.missing })
}
