import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { buttonClass } from '../shared/ui/button.tsx'
import { Page } from '../shared/ui/page.tsx'

export const NotFoundScreen = () => {
  const t = useTranslations('notFound')
  return (
    <Page title={t('title')} tabTitle={t('title')}>
      <p>{t('body')}</p>
      <p>
        <Link to="/" className={buttonClass('primary')}>
          {t('back')}
        </Link>
      </p>
    </Page>
  )
}
