import { type ReactNode, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/panel.tsx'
import { TargetFacts, TargetWarnings } from './target-facts.tsx'
import { TargetPicker } from './target-picker.tsx'
import styles from './target-step.module.css'
import type { TargetChoice } from './use-target.ts'

interface TargetStepProps {
  choice: TargetChoice
  rows: number
  /** The rest of the file is still being read. */
  partial: boolean
  /** Numbers of a column to draw, by its place; null where only figures are known. */
  sampleOf: (column: number) => Float64Array | null
  submitLabel: string
  /** A start is on its way. */
  pending: boolean
  onSubmit: (target: string) => void
  /** Stands before the button: what went wrong, or what happens next. */
  notes: ReactNode
}

/** Which column to explain, what it looks like, and go. */
export const TargetStep = ({ choice, rows, partial, sampleOf, ...props }: TargetStepProps) => {
  const t = useTranslations('upload')
  const form = useRef<HTMLFormElement>(null)
  const [asked, setAsked] = useState(false)
  const { columns, options, target, setTarget } = choice
  const index = columns.findIndex(({ name }) => name === target)
  const column = columns[index]
  const sample = useMemo(() => sampleOf(index), [sampleOf, index])
  const usable = options.some(({ problem }) => problem === null)
  return (
    <form
      ref={form}
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (target === '') form.current?.querySelector<HTMLElement>('select, [role=combobox]')?.focus()
        else props.onSubmit(target)
      }}
    >
      <div className={styles['columns']}>
        <div className={styles['pick']}>
          {usable ? (
            <TargetPicker
              options={options}
              target={target}
              problem={asked && target === '' ? t('targetRequired') : undefined}
              onTarget={setTarget}
            />
          ) : (
            <Notice tone="bad">{t('noTarget')}</Notice>
          )}
        </div>
        <div className={styles['facts']}>
          <TargetWarnings column={column} rows={rows} />
          {column ? <TargetFacts column={column} rows={rows} partial={partial} sample={sample} /> : null}
        </div>
        <div className={styles['go']}>
          {props.notes}
          {usable ? (
            <div>
              <Button type="submit" look="primary" disabled={props.pending}>
                {props.submitLabel}
              </Button>
            </div>
          ) : null}
        </div>
      </div>
    </form>
  )
}
