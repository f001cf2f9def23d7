import { useTranslations } from 'use-intl'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/panel.tsx'

interface StaleNoticeProps {
  isOffline: boolean
  onRetry: () => void
}

/** What is on the screen may be old, and why. */
export const StaleNotice = ({ isOffline, onRetry }: StaleNoticeProps) => {
  const t = useTranslations()
  return (
    <Notice>
      <p>{t(isOffline ? 'machines.offlineOld' : 'machines.refreshFailed')}</p>
      {isOffline ? null : <Button onClick={onRetry}>{t('app.tryAgain')}</Button>}
    </Notice>
  )
}
