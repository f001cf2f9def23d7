import { useEffect } from 'react'
import { useTranslations } from 'use-intl'

/** Names the browser's tab. */
export const useTitle = (title: string): void => {
  const t = useTranslations('app')
  const name = t('name')
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
}
