import type { Machine } from '@alavanca/contract'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx'
import { createFailure } from './create-failure.ts'
import { deletions } from './machine-deletions.ts'
import styles from './machine-dialogs.module.css'
import { useCreateMachine, useRenameMachine } from './machine-mutations.ts'
import { NameForm } from './name-form.tsx'

interface CreateMachineDialogProps {
  onClose: () => void
  onCreated: (machine: Machine) => void
}

export const CreateMachineDialog = ({ onClose, onCreated }: CreateMachineDialogProps) => {
  const t = useTranslations('machines')
  const errorText = useErrorText()
  const create = useCreateMachine()
  const failed = createFailure(create.error)
  return (
    <Dialog title={t('createTitle')} onClose={onClose}>
      <NameForm
        name=""
        submit={t('createSubmit')}
        submitting={t('creating')}
        pending={create.isPending}
        failure={failed ? t(`createFailed.${failed}`) : create.error && errorText(create.error)}
        onSubmit={(name) => create.mutate({ name }, { onSuccess: onCreated })}
        onCancel={onClose}
      />
    </Dialog>
  )
}

export interface OpenDialog {
  kind: 'rename' | 'delete'
  machine: Machine
}

interface MachineDialogProps {
  open: OpenDialog
  onClose: () => void
  /** The deletion was confirmed, and the machine is not shown any more. */
  onDeleted: () => void
}

export const MachineDialog = ({ open: { kind, machine }, onClose, onDeleted }: MachineDialogProps) =>
  kind === 'rename' ? (
    <RenameMachineDialog machine={machine} onClose={onClose} />
  ) : (
    <DeleteMachineDialog machine={machine} onClose={onClose} onDeleted={onDeleted} />
  )

interface OfMachine {
  machine: Machine
  onClose: () => void
}

const RenameMachineDialog = ({ machine, onClose }: OfMachine) => {
  const t = useTranslations('machines')
  const errorText = useErrorText()
  const rename = useRenameMachine()
  return (
    <Dialog title={t('renameTitle')} onClose={onClose}>
      <NameForm
        name={machine.name}
        submit={t('renameSubmit')}
        submitting={t('renaming')}
        pending={rename.isPending}
        failure={rename.error && errorText(rename.error)}
        onSubmit={(name) => rename.mutate({ machineId: machine.id, name }, { onSuccess: onClose })}
        onCancel={onClose}
      />
    </Dialog>
  )
}

const DeleteMachineDialog = ({ machine, onClose, onDeleted }: OfMachine & { onDeleted: () => void }) => {
  const t = useTranslations()
  return (
    <Dialog title={t('machines.deleteTitle')} onClose={onClose}>
      <p className={styles['name']} title={machine.name}>
        <bdi>{machine.name}</bdi>
      </p>
      <ul className={styles['consequences']}>
        <li>{t('machines.deleteHides')}</li>
        <li>{t('machines.deleteCancels')}</li>
        <li>{t('machines.deleteModel')}</li>
        <li>{t('machines.deletePurge')}</li>
      </ul>
      <p>{t('machines.deleteUndo')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button
          look="danger"
          onClick={() => {
            // Closed at once, since nothing outside an open dialog can take the focus.
            flushSync(onClose)
            deletions.request(machine)
            onDeleted()
          }}
        >
          {t('machines.deleteSubmit')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
