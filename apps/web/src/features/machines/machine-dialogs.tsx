import type { Machine } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx'
import { Notice } from '../../shared/ui/panel.tsx'
import { useCreateMachine, useDeleteMachine, useRenameMachine } from './machine-mutations.ts'
import { NameForm } from './name-form.tsx'

interface CreateMachineDialogProps {
  onClose: () => void
  onCreated: (machine: Machine) => void
}

export const CreateMachineDialog = ({ onClose, onCreated }: CreateMachineDialogProps) => {
  const t = useTranslations('machines')
  const create = useCreateMachine()
  return (
    <Dialog title={t('createTitle')} onClose={onClose}>
      <NameForm
        name=""
        submit={t('createSubmit')}
        submitting={t('creating')}
        pending={create.isPending}
        error={create.error}
        onSubmit={(name) => create.mutate({ name }, { onSuccess: onCreated })}
        onCancel={onClose}
      />
    </Dialog>
  )
}

interface MachineDialogProps {
  machine: Machine
  onClose: () => void
}

export const RenameMachineDialog = ({ machine, onClose }: MachineDialogProps) => {
  const t = useTranslations('machines')
  const rename = useRenameMachine()
  return (
    <Dialog title={t('renameTitle')} onClose={onClose}>
      <NameForm
        name={machine.name}
        submit={t('renameSubmit')}
        submitting={t('renaming')}
        pending={rename.isPending}
        error={rename.error}
        onSubmit={(name) => rename.mutate({ machineId: machine.id, name }, { onSuccess: onClose })}
        onCancel={onClose}
      />
    </Dialog>
  )
}

export const DeleteMachineDialog = ({
  machine,
  onClose,
  onDeleted,
}: MachineDialogProps & { onDeleted: () => void }) => {
  const t = useTranslations()
  const errorText = useErrorText()
  const remove = useDeleteMachine(onDeleted)
  return (
    <Dialog title={t('machines.deleteTitle')} onClose={onClose}>
      <p className="anywhere">{t('machines.deleteBody', { name: isolate(machine.name) })}</p>
      {remove.error === null ? null : <Notice tone="bad">{errorText(remove.error)}</Notice>}
      <DialogActions>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ machineId: machine.id })}>
          {remove.isPending ? t('machines.deleting') : t('machines.deleteSubmit')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
