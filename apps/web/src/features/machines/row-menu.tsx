import type { Machine } from '@alavanca/contract'
import { useId, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import type { OpenDialog } from './machine-dialogs.tsx'
import styles from './row-menu.module.css'

interface RowMenuProps {
  machine: Machine
  onAction: (dialog: OpenDialog) => void
}

const kinds = ['rename', 'delete'] as const

/** A popover of the browser's own: it closes on Escape and on a click elsewhere, and gives the focus back. */
export const RowMenu = ({ machine, onAction }: RowMenuProps) => {
  const t = useTranslations('machines')
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const label = t('actionsOf', { name: isolate(machine.name) })
  return (
    <>
      <button type="button" popoverTarget={id} aria-label={label} title={label} className={styles['button']}>
        <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <circle cx="10" cy="4" r="1.75" />
          <circle cx="10" cy="10" r="1.75" />
          <circle cx="10" cy="16" r="1.75" />
        </svg>
      </button>
      <div ref={menu} id={id} popover="auto" className={styles['menu']}>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className={styles['item']}
            data-kind={kind}
            onClick={() => {
              // Closed first, so that the dialog finds the focus where it is to come back to.
              menu.current?.hidePopover()
              onAction({ kind, machine })
            }}
          >
            {t(kind)}
          </button>
        ))}
      </div>
    </>
  )
}
