import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadPages, router } from './app/router.tsx'
import { queryClient } from './shared/api/query-client.ts'
import { loadCatalogue } from './shared/i18n/catalogue.ts'
import { I18nProvider } from './shared/i18n/i18n-provider.tsx'
import { otherLocale, readLocale } from './shared/i18n/locale.ts'
import { startLive } from './shared/live/start-live.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id root')

// Before anything is asked for, so that no change falls between the answer and the stream.
startLive()
const locale = readLocale()
const messages = await loadCatalogue(locale)
createRoot(root).render(
  <StrictMode>
    <I18nProvider initial={{ locale, messages }}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)

/** What may be wanted next, while nothing else is to be done: a lost network then does not lose it. */
const loadRest = () => void Promise.allSettled([loadPages(), loadCatalogue(otherLocale(locale))])

// The page may have loaded while its words did.
if (document.readyState === 'complete') setTimeout(loadRest, 1_000)
else addEventListener('load', () => setTimeout(loadRest, 1_000))
