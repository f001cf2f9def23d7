import type { Machine } from '@alavanca/contract'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { focusMain } from '../../shared/ui/focus-main.ts'
import { MachineDialog, type OpenDialog } from './machine-dialogs.tsx'
import styles from './machine-list.module.css'
import { linkId, MachineRow } from './machine-row.tsx'
import { changeSearch, type MachinesSearch } from './machines-search.ts'
import { SortHeading } from './sort-heading.tsx'

interface MachineTableProps {
  machines: Machine[]
  search: MachinesSearch
}

export const MachineTable = ({ machines, search }: MachineTableProps) => {
  const t = useTranslations('machines')
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const onAction = useCallback((next: OpenDialog) => setDialog(next), [])
  // The row goes: the keyboard goes on at the one that takes its place.
  const onDeleted = ({ id }: Machine) => {
    const place = machines.findIndex((machine) => machine.id === id)
    const neighbour = machines[place + 1] ?? machines[place - 1]
    const link = neighbour && document.getElementById(linkId(neighbour.id))
    if (link) link.focus({ preventScroll: true })
    else focusMain()
  }
  const heading = {
    sort: search.sort,
    onSort: (sort: string) =>
      void navigate({ to: '/', search: changeSearch(search, { sort }), replace: true, resetScroll: false }),
  }
  return (
    <div className={styles['card']}>
      <table className={styles['table']}>
        <caption className="visually-hidden">{t('table')}</caption>
        <thead>
          <tr>
            <SortHeading {...heading} by="name" label={t('columnName')} />
            <SortHeading {...heading} by="status" label={t('columnStatus')} className={styles['status']} />
            <th scope="col">{t('columnResult')}</th>
            <SortHeading {...heading} by="result" label={t('columnWhen')} className={styles['when']} />
            <th scope="col" className={styles['menu']}>
              <span className="visually-hidden">{t('columnActions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <MachineRow key={machine.id} machine={machine} onAction={onAction} />
          ))}
        </tbody>
      </table>
      {dialog === null ? null : (
        <MachineDialog open={dialog} onClose={() => setDialog(null)} onDeleted={() => onDeleted(dialog.machine)} />
      )}
    </div>
  )
}
