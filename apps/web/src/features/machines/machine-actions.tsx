import type { Machine } from '@alavanca/contract'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { DeleteMachineDialog, RenameMachineDialog } from './machine-dialogs.tsx'

export const MachineActions = ({ machine, onDeleted }: { machine: Machine; onDeleted: () => void }) => {
  const t = useTranslations('machines')
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Button onClick={() => setOpen('rename')}>{t('rename')}</Button>
      <Button onClick={() => setOpen('delete')}>{t('delete')}</Button>
      {open === 'rename' ? <RenameMachineDialog machine={machine} onClose={close} /> : null}
      {open === 'delete' ? <DeleteMachineDialog machine={machine} onClose={close} onDeleted={onDeleted} /> : null}
    </>
  )
}
