import { useBlocker } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx'

/** Asks before an upload is lost: by a dialog inside the panel, by the browser's own when the panel is closed. */
export const LeaveGuard = ({ isSending }: { isSending: () => boolean }) => {
  const t = useTranslations('upload.leave')
  const blocker = useBlocker({ shouldBlockFn: isSending, enableBeforeUnload: isSending, withResolver: true })
  if (blocker.status !== 'blocked') return null
  return (
    <Dialog title={t('title')} onClose={blocker.reset}>
      <p>{t('body')}</p>
      <DialogActions>
        <Button onClick={blocker.reset}>{t('stay')}</Button>
        <Button look="danger" onClick={blocker.proceed}>
          {t('go')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
