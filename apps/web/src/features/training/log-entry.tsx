import { useTranslations } from 'use-intl'
import type { LogTone } from './log-tone.ts'
import styles from './training-log.module.css'

interface LogEntryProps {
  tone: LogTone
  title: string
  facts: string[]
  /** For whoever looks after the model service. */
  technical: string[]
}

export const LogEntry = ({ tone, title, facts, technical }: LogEntryProps) => {
  const t = useTranslations('training')
  return (
    <li className={styles['item']}>
      <p className={styles['title']} data-tone={tone}>
        {title}
      </p>
      <p className={styles['facts']}>{facts.join(' · ')}</p>
      {technical.length === 0 ? null : (
        <details className={styles['technical']}>
          <summary>{t('technicalDetails')}</summary>
          {technical.map((line) => (
            <p key={line} dir="auto">
              {line}
            </p>
          ))}
        </details>
      )}
    </li>
  )
}
