import { useTranslations } from 'use-intl'
import { Button } from '../shared/ui/button.tsx'
import { Page } from '../shared/ui/page.tsx'

/** What is left when drawing itself fails; also a page whose code no longer exists on the server after an update. */
export const CrashScreen = ({ reset }: { reset: () => void }) => {
  const t = useTranslations()
  return (
    <Page
      title={t('crash.title')}
      tabTitle={t('crash.title')}
      actions={
        <>
          <Button onClick={reset}>{t('app.tryAgain')}</Button>
          <Button look="primary" onClick={() => location.reload()}>
            {t('crash.reload')}
          </Button>
        </>
      }
    >
      <p role="alert">{t('crash.body')}</p>
    </Page>
  )
}
