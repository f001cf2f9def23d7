import { codePoints, limits } from '@alavanca/contract'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { DialogActions } from '../../shared/ui/dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Notice } from '../../shared/ui/panel.tsx'
import { nameProblem } from './name-problem.ts'

interface NameFormProps {
  name: string
  submit: string
  submitting: string
  pending: boolean
  error: unknown
  onSubmit: (name: string) => void
  onCancel: () => void
}

/** A machine's name, checked by the rules of the contract as soon as it was sent once. */
export const NameForm = ({ submit, submitting, pending, error, onSubmit, onCancel, ...initial }: NameFormProps) => {
  const t = useTranslations()
  const errorText = useErrorText()
  const format = useFormat()
  const [name, setName] = useState(initial.name)
  const [checked, setChecked] = useState(false)
  const problem = nameProblem(name)
  const tooLong = problem === 'too_long'
  return (
    <form
      noValidate
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (problem !== undefined) event.currentTarget.querySelector('input')?.focus()
        else if (!pending) onSubmit(name.trim())
      }}
    >
      <Field
        label={t('machines.name')}
        hint={t('machines.nameHint')}
        problem={
          problem !== undefined && (checked || tooLong)
            ? t(`machines.nameProblem.${problem}`, {
                length: format.count(codePoints(name)),
                max: format.count(limits.machineNameLength),
              })
            : undefined
        }
      >
        {(control) => (
          <input
            {...control}
            type="text"
            dir="auto"
            required
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {error === null ? null : <Notice tone="bad">{errorText(error)}</Notice>}
      <DialogActions>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
        <Button type="submit" look="primary" disabled={pending}>
          {pending ? submitting : submit}
        </Button>
      </DialogActions>
    </form>
  )
}
