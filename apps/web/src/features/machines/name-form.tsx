import { codePoints, limits } from '@alavanca/contract'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
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
  /** Why it could not be done, in words; null when nothing failed. */
  failure: string | null
  onSubmit: (name: string) => void
  onCancel: () => void
}

/** A machine's name, checked by the rules of the contract while it is typed, once the field was left or sent. */
export const NameForm = ({ submit, submitting, pending, failure, onSubmit, onCancel, ...initial }: NameFormProps) => {
  const t = useTranslations('machines')
  const cancel = useTranslations('app')('cancel')
  const format = useFormat()
  const [name, setName] = useState(initial.name)
  const [checked, setChecked] = useState(false)
  const found = nameProblem(name)
  const problem =
    found !== undefined && (checked || found === 'too_long')
      ? t(`nameProblem.${found}`, {
          length: format.count(codePoints(name)),
          max: format.count(limits.machineNameLength),
        })
      : undefined
  return (
    <form
      noValidate
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (found !== undefined) event.currentTarget.querySelector('input')?.focus()
        else if (!pending) onSubmit(name.trim())
      }}
    >
      {/* The problem takes the place of the hint: a button must not move away from the pointer that is about to press it. */}
      <Field label={t('name')} hint={problem === undefined ? t('nameHint') : undefined} problem={problem}>
        {(control) => (
          <input
            {...control}
            type="text"
            dir="auto"
            required
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
            onBlur={(event) => {
              const isWithin = event.currentTarget.form?.contains(event.relatedTarget) ?? false
              if (!isWithin && event.relatedTarget !== null) setChecked(true)
            }}
          />
        )}
      </Field>
      {failure === null ? null : <Notice tone="bad">{failure}</Notice>}
      <DialogActions>
        <Button onClick={onCancel}>{cancel}</Button>
        <Button type="submit" look="primary" disabled={pending}>
          {pending ? submitting : submit}
        </Button>
      </DialogActions>
    </form>
  )
}
