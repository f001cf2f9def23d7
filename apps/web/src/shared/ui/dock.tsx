import type { ReactNode } from 'react'
import styles from './dock.module.css'

interface DockProps {
  label: string
  actions: ReactNode
  children: ReactNode
}

/**
 * Stays at the lower edge of the window while the page above it is read: what comes and goes by itself pushes nothing
 * away there. To stand last on its page.
 */
export const Dock = ({ label, actions, children }: DockProps) => (
  <aside className={styles['dock']} aria-label={label}>
    <div className={styles['body']}>{children}</div>
    <div className={styles['actions']}>{actions}</div>
  </aside>
)
