import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { focusMain } from '../../shared/ui/focus-main.ts'
import styles from './machine-pager.module.css'
import { atPage, type MachinesSearch } from './machines-search.ts'
import type { PageWindow } from './page-window.ts'

interface MachinePagerProps {
  window: PageWindow
  search: MachinesSearch
}

export const MachinePager = ({ window: { page, pages }, search }: MachinePagerProps) => {
  const t = useTranslations('machines')
  const format = useFormat()
  if (pages === 1) return null
  const steps = [
    { label: t('firstPage'), to: 1, path: 'M15 5 10 10 15 15M9 5 4 10 9 15', isOpen: page > 1 },
    { label: t('previousPage'), to: page - 1, path: 'M12.5 5 7.5 10 12.5 15', isOpen: page > 1 },
    { label: t('nextPage'), to: page + 1, path: 'M7.5 5 12.5 10 7.5 15', isOpen: page < pages },
    { label: t('lastPage'), to: pages, path: 'M5 5 10 10 5 15M11 5 16 10 11 15', isOpen: page < pages },
  ].map((step) => <Step key={step.label} {...step} search={search} />)
  return (
    <nav aria-label={t('pages')} className={styles['pager']}>
      {steps.slice(0, 2)}
      <span className={styles['place']} aria-current="page">
        {t('pageOf', { page: format.count(page), pages: format.count(pages) })}
      </span>
      {steps.slice(2)}
    </nav>
  )
}

interface StepProps {
  label: string
  to: number
  path: string
  isOpen: boolean
  search: MachinesSearch
}

/** The keyboard goes on at the top of the new page, as the eye does. */
const Step = ({ label, to, path, isOpen, search }: StepProps) => {
  const glyph = (
    <svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.75">
      <path d={path} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
  return isOpen ? (
    <Link
      to="/"
      search={atPage(search, to)}
      aria-label={label}
      title={label}
      className={styles['step']}
      onClick={focusMain}
    >
      {glyph}
    </Link>
  ) : (
    <span className={styles['step']} data-closed="" aria-hidden="true">
      {glyph}
    </span>
  )
}
