import './theme/console.css'
import english from 'virtual:messages/en'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { DirectionProvider } from '@base-ui/react/direction-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import { preferences, usePreferences } from './app/preferences.ts'
import { router } from './app/router.tsx'
import { knowEnglish, speak } from './i18n/i18n.ts'
import { Toasts } from './ui/toast.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')

knowEnglish(english)
await speak(preferences().language)

/** Drawn anew in another language: a text is nothing that a component could watch. */
function Console() {
  const { language } = usePreferences()
  return (
    <StrictMode key={language}>
      <CSPProvider disableStyleElements>
        <DirectionProvider direction={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            <Toasts />
          </QueryClientProvider>
        </DirectionProvider>
      </CSPProvider>
    </StrictMode>
  )
}

createRoot(root).render(<Console />)
