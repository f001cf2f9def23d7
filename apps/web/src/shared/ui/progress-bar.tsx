import styles from './progress-bar.module.css'

interface ProgressBarProps {
  label: string
  /** From 0 to 1; null while nobody can tell. */
  done: number | null
}

export const ProgressBar = ({ label, done }: ProgressBarProps) => (
  <progress className={styles['bar']} aria-label={label} {...(done === null ? {} : { value: done, max: 1 })} />
)
