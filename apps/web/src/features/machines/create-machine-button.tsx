import type { Machine } from '@alavanca/contract'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { CreateMachineDialog } from './machine-dialogs.tsx'

export const CreateMachineButton = ({ onCreated }: { onCreated: (machine: Machine) => void }) => {
  const t = useTranslations('machines')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <span aria-hidden="true">+</span> {t('create')}
      </Button>
      {open ? <CreateMachineDialog onClose={() => setOpen(false)} onCreated={onCreated} /> : null}
    </>
  )
}
