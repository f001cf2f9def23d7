import { type ReactNode, useId } from 'react'
import styles from './panel.module.css'

interface CardProps {
  title: ReactNode
  /** Id of the region, for links to it. */
  anchor?: string
  /** What can be done with all of it, beside the title. */
  actions?: ReactNode
  children: ReactNode
}

/** A titled region of a page. */
export const Card = ({ title, anchor, actions, children }: CardProps) => {
  const id = useId()
  return (
    <section id={anchor} className={styles['card']} aria-labelledby={id}>
      <div className={styles['cardHead']}>
        <h2 id={id}>{title}</h2>
        {actions === undefined ? null : <div className={styles['cardActions']}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

interface NoticeProps {
  tone?: 'plain' | 'bad'
  title?: string
  children: ReactNode
}

/** Something to know, or something that went wrong; the latter is announced. */
export const Notice = ({ tone = 'plain', title, children }: NoticeProps) => (
  <div className={styles['notice']} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
    {title === undefined ? null : <p className={styles['noticeTitle']}>{title}</p>}
    {children}
  </div>
)

/** What stands where there is nothing yet: why, and what to do. */
export const Empty = ({ title, body, children }: { title: string; body: string; children?: ReactNode }) => (
  <div className={styles['empty']}>
    <h2>{title}</h2>
    <p className={styles['emptyBody']}>{body}</p>
    {children}
  </div>
)

export const Loading = ({ label, lines = 4 }: { label: string; lines?: number }) => (
  <output className={styles['skeleton']}>
    <span className="visually-hidden">{label}</span>
    {Array.from({ length: lines }, (_, line) => (
      <span key={line} className={styles['bone']} />
    ))}
  </output>
)
