import { useTranslations } from 'use-intl'
import { useErrorText } from '../i18n/error-text.ts'
import { Button } from './button.tsx'
import { Notice } from './panel.tsx'

interface LoadFailedProps {
  title: string
  error: unknown
  onRetry: () => void
}

/** A reading that failed, why, and the way to try it again. */
export const LoadFailed = ({ title, error, onRetry }: LoadFailedProps) => {
  const t = useTranslations('app')
  const errorText = useErrorText()
  return (
    <Notice tone="bad" title={title}>
      <p>{errorText(error)}</p>
      <Button onClick={onRetry}>{t('tryAgain')}</Button>
    </Notice>
  )
}
