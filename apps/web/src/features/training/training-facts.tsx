import type { ReactNode } from 'react'
import styles from './training-facts.module.css'

/** Labelled values, side by side where there is room. */
export const TrainingFacts = ({ facts }: { facts: { label: string; value: ReactNode }[] }) => (
  <dl className={styles['facts']}>
    {facts.map(({ label, value }) => (
      <div key={label}>
        <dt className={styles['label']}>{label}</dt>
        <dd className={styles['value']}>{value}</dd>
      </div>
    ))}
  </dl>
)
