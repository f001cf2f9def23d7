import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadPages, router } from './app/router.tsx'
import { queryClient } from './shared/api/query-client.ts'
import { I18nProvider } from './shared/i18n/i18n-provider.tsx'
import { startLive } from './shared/live/start-live.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id root')

// Before anything is asked for, so that no change falls between the answer and the stream.
startLive()
createRoot(root).render(
  <StrictMode>
    <I18nProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
addEventListener('load', () => setTimeout(() => void loadPages(), 1_000))
