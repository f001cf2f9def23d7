import type { Machine } from '@alavanca/contract'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { focusMain } from '../../shared/ui/focus-main.ts'
import { MachineDialog } from './machine-dialogs.tsx'

export const MachineActions = ({ machine, onDeleted }: { machine: Machine; onDeleted: () => void }) => {
  const t = useTranslations('machines')
  const [kind, setKind] = useState<'rename' | 'delete' | null>(null)
  return (
    <>
      <Button onClick={() => setKind('rename')}>{t('rename')}</Button>
      <Button onClick={() => setKind('delete')}>{t('delete')}</Button>
      {kind === null ? null : (
        <MachineDialog
          open={{ kind, machine }}
          onClose={() => setKind(null)}
          onDeleted={() => {
            focusMain()
            onDeleted()
          }}
        />
      )}
    </>
  )
}
