import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { buttonClass } from './button.tsx'
import styles from './page.module.css'
import { useTitle } from './use-title.ts'

interface PageProps {
  title: ReactNode
  /** The same in plain text, for the browser's tab. */
  tabTitle: string
  /** Stands beside the title: a state. */
  badge?: ReactNode
  /** `Crumb`s: links to the pages above this one. */
  crumbs?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export const Page = ({ title, tabTitle, badge, crumbs, actions, children }: PageProps) => {
  useTitle(tabTitle)
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div className={styles['titles']}>
          {crumbs === undefined ? null : <Breadcrumb>{crumbs}</Breadcrumb>}
          <div className={styles['titleLine']}>
            <h1 className="clamped" title={tabTitle}>
              {title}
            </h1>
            {badge}
          </div>
        </div>
        {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}

const Breadcrumb = ({ children }: { children: ReactNode }) => {
  const t = useTranslations('app')
  return (
    <nav aria-label={t('breadcrumb')}>
      <ol className={styles['crumbs']}>{children}</ol>
    </nav>
  )
}

export const Crumb = ({ children }: { children: ReactNode }) => <li>{children}</li>

/** A link to what stands beside on a wide screen, and far below on a narrow one. */
export const JumpDown = ({ to, children }: { to: string; children: ReactNode }) => (
  <span className={styles['jump']}>
    <a href={`#${to}`} className={buttonClass('primary')}>
      {children}
    </a>
  </span>
)

/** What matters most on the left, the rest beside it, or below it where there is no room. */
export const Columns = ({ main, aside }: { main: ReactNode; aside: ReactNode }) => (
  <div className={styles['columns']}>
    <div className={styles['main']}>{main}</div>
    <div className={styles['aside']}>{aside}</div>
  </div>
)
