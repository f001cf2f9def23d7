import type { ReactNode } from 'react'
import styles from './tabs.module.css'

/** The parts of one thing, each a page with an address of its own: links, of which one is the current page. */
export const Tabs = ({ label, children }: { label: string; children: ReactNode }) => (
  <nav aria-label={label} className={styles['tabs']}>
    <ul className={styles['list']}>{children}</ul>
  </nav>
)

/** Holds a link; the one to the current page carries `aria-current`. */
export const Tab = ({ children }: { children: ReactNode }) => <li className={styles['tab']}>{children}</li>
