import { type ReactNode, Suspense, useState } from 'react'
import { t } from '../i18n/i18n.ts'

/** Folded away until somebody wants to do what the screen shows without the screen; only then it is made. */
export function SameAsCall({ children }: { readonly children: () => ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="min-w-0">
      <summary className="min-h-6 w-fit rounded-control text-muted">{t('The same as a call')}</summary>
      {open && (
        <div className="mt-3 grid min-w-0 grid-cols-1">
          <Suspense>{children()}</Suspense>
        </div>
      )}
    </details>
  )
}
