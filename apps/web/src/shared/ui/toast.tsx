import { type ReactNode, useEffect, useRef } from 'react'
import styles from './toast.module.css'

type Hold = 'pointer' | 'focus'

interface ToastRegionProps {
  label: string
  /** The reader is at the notices, with the pointer or the focus: nothing in them may run out. */
  onHold: (hold: Hold) => void
  onRelease: (hold: Hold) => void
  children: ReactNode
}

/** Notices over the page. The list is always there, since a screen reader announces what comes into it. */
export const ToastRegion = ({ label, onHold, onRelease, children }: ToastRegionProps) => {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const region = ref.current
    if (!region) return
    const stop = new AbortController()
    const { signal } = stop
    region.addEventListener('pointerenter', () => onHold('pointer'), { signal })
    region.addEventListener('pointerleave', () => onRelease('pointer'), { signal })
    region.addEventListener('focusin', () => onHold('focus'), { signal })
    region.addEventListener(
      'focusout',
      ({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && region.contains(relatedTarget))) onRelease('focus')
      },
      { signal },
    )
    return () => stop.abort()
  }, [onHold, onRelease])
  return (
    <section ref={ref} aria-label={label} className={styles['region']}>
      <ol aria-live="polite" className={styles['list']}>
        {children}
      </ol>
    </section>
  )
}

interface ToastProps {
  tone?: 'plain' | 'bad'
  title: ReactNode
  /** Beside the title, for the eye alone. */
  aside?: ReactNode
  actions: ReactNode
  children?: ReactNode
}

export const Toast = ({ tone = 'plain', title, aside, actions, children }: ToastProps) => (
  <li className={styles['toast']} data-tone={tone}>
    {aside}
    <div className={styles['text']}>
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
    <div className={styles['actions']}>{actions}</div>
  </li>
)

/** Seconds running out. Not announced: a clock that talks drowns what it counts for. */
export const Countdown = ({ seconds, of }: { seconds: number; of: number }) => (
  <svg viewBox="0 0 36 36" className={styles['countdown']} aria-hidden="true">
    <circle cx="18" cy="18" r="15" className={styles['track']} />
    <circle cx="18" cy="18" r="15" className={styles['left']} pathLength={of} strokeDasharray={`${seconds} ${of}`} />
    <text x="18" y="18" className={styles['seconds']}>
      {seconds}
    </text>
  </svg>
)
