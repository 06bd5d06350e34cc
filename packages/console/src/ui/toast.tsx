import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { failureOf } from '../api/failure.ts'
import { t } from '../i18n/i18n.ts'
import { Button, IconButton } from './button.tsx'
import { CopyButton } from './copy.tsx'

const SUCCESS_FOR_MS = 5000
/** More at once would hide the page that they are about. */
const SHOWN_MAX = 4

interface Toast {
  readonly id: number
  readonly title: string
  /** Absent for what worked. */
  readonly failure?: {
    readonly message: string
    readonly reason: string
    readonly details: string
    readonly retry: (() => void) | undefined
  }
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function show(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const add = (toast: Omit<Toast, 'id'>): void => show([...toasts, { ...toast, id: ++lastId }].slice(-SHOWN_MAX))
const dismiss = (id: number): void => show(toasts.filter((toast) => toast.id !== id))

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Something worked; the page shows the result as well. */
export const toastSuccess = (title: string): void => add({ title })

/** What was tried, for people who report that it failed. Never what was typed. */
export interface Attempt {
  /** "Could not rename the key". */
  readonly what: string
  readonly method?: string
  /** The template of the path, without ids. */
  readonly path?: string
  readonly retry?: () => void
}

/** Something failed and there is no better place to say so. Stays until it is dismissed. */
export function toastFailure(error: unknown, { what, method, path, retry }: Attempt): void {
  const { reason, message, status, requestId } = failureOf(error)
  const details = [method, path, status, reason, requestId, new Date().toISOString()].filter(
    (part) => part !== undefined && part !== '',
  )
  add({ title: what, failure: { message, reason, details: details.join(' '), retry } })
}

/** Once, at the root of the console. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <section aria-label={t('Messages')} className="fixed end-4 bottom-4 z-60 grid w-[min(420px,calc(100vw-32px))] gap-2">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast: { id, title, failure } }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (failure !== undefined || held) return
    const timer = setTimeout(() => dismiss(id), SUCCESS_FOR_MS)
    return () => clearTimeout(timer)
  }, [failure, held, id])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by pointing at it; it only stays longer
    <div
      role={failure === undefined ? 'status' : 'alert'}
      className={`flex items-start justify-between gap-2 rounded-control border border-line p-3 shadow-lg ${failure === undefined ? 'bg-ok-ground text-ok' : 'bg-error-ground text-error'}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div>
        <p className="font-medium">{title}</p>
        {failure !== undefined && (
          <>
            <p>{failure.message}</p>
            <div className="mt-2 flex flex-wrap items-center gap-2">
              <code>{failure.reason}</code>
              <CopyButton text={failure.details} label={t('Copy details')}>
                {t('Copy details')}
              </CopyButton>
              {failure.retry !== undefined && (
                <Button
                  onClick={() => {
                    dismiss(id)
                    failure.retry?.()
                  }}
                >
                  {t('Retry')}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
      <IconButton label={t('Dismiss')} onClick={() => dismiss(id)}>
        <X aria-hidden size={16} />
      </IconButton>
    </div>
  )
}
