import { type ReactNode, useId } from 'react'
import styles from './field.module.css'

export interface ControlProps {
  id: string
  className: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
}

interface FieldProps {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  /** A label that the context makes plain to the eye is still there for a screen reader. */
  hideLabel?: boolean
  children: (control: ControlProps) => ReactNode
}

/** A labelled control; its hint and its problem are described to whoever cannot see them. */
export const Field = ({ label, hint, problem, hideLabel = false, children }: FieldProps) => {
  const id = useId()
  const described = [hint === undefined ? '' : `${id}-hint`, problem === undefined ? '' : `${id}-problem`]
    .join(' ')
    .trim()
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles['label']}>
        {label}
      </label>
      {children({
        id,
        className: styles['control'] ?? '',
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': problem !== undefined,
      })}
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </div>
      )}
      {problem === undefined ? null : (
        <div id={`${id}-problem`} role="alert" className={styles['problem']}>
          {problem}
        </div>
      )}
    </div>
  )
}
