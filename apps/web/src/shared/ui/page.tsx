import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
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
