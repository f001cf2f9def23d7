import type { Machine } from '@alavanca/contract'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { focusMain } from '../../shared/ui/focus-main.ts'
import { CreateMachineDialog } from './machine-dialogs.tsx'

export const CreateMachineButton = ({ onCreated }: { onCreated: (machine: Machine) => void }) => {
  const t = useTranslations('machines')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <span aria-hidden="true">+</span> {t('create')}
      </Button>
      {open ? (
        <CreateMachineDialog
          onClose={() => setOpen(false)}
          onCreated={(machine) => {
            // The button that opened the dialog goes with this page; the content of the next one is where to go on.
            flushSync(() => setOpen(false))
            focusMain()
            onCreated(machine)
          }}
        />
      ) : null}
    </>
  )
}
