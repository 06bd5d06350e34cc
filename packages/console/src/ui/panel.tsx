import { RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { failureOf } from '../api/failure.ts'
import { t } from '../i18n/i18n.ts'
import { type Tone, toneClass } from './badge.tsx'
import { Button } from './button.tsx'
import { CopyButton } from './copy.tsx'

/** A framed part of a page with its own heading. */
export const Panel = ({
  title,
  actions,
  children,
  id,
}: {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly id?: string
}) => (
  <section id={id} className="min-w-0 rounded-panel border border-line bg-ground p-4 sm:p-6" aria-label={title}>
    {(title !== undefined || actions !== undefined) && (
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
        {title !== undefined && <h2>{title}</h2>}
        {actions}
      </div>
    )}
    {children}
  </section>
)

/** Something worth knowing that stays where it is. */
export const Note = ({
  tone,
  title,
  children,
}: {
  readonly tone: Tone
  readonly title?: string
  readonly children?: ReactNode
}) => (
  <div className={`rounded-control p-3 text-body ${toneClass(tone)}`}>
    {title !== undefined && <p className="font-medium">{title}</p>}
    {children}
  </div>
)

/** Nothing is here yet: why, and what to do about it. */
export const EmptyState = ({
  title,
  children,
  actions,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}) => (
  <div className="grid grid-cols-[minmax(0,1fr)] justify-items-center gap-3 rounded-panel border border-dashed border-strong px-4 py-12 text-center">
    <h2>{title}</h2>
    {children !== undefined && <div className="max-w-[min(60ch,100%)] text-muted">{children}</div>}
    {actions !== undefined && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
  </div>
)

/** In place of what could not be loaded. */
export function FailurePanel({
  error,
  onRetry,
  what,
}: {
  readonly error: unknown
  readonly onRetry: () => void
  readonly what: string
}) {
  const { reason, message, requestId } = failureOf(error)
  return (
    <div role="alert" className="grid gap-3 rounded-panel border border-line bg-error-ground p-4 text-error">
      <p className="font-medium">{what}</p>
      <p>{message}</p>
      <p className="flex flex-wrap items-center gap-2">
        <code>{reason}</code>
        {requestId !== '' && (
          <>
            <span>{t('Request')}</span> <code>{requestId}</code>
            <CopyButton text={requestId} label={t('Copy request id')} />
          </>
        )}
      </p>
      <div>
        <Button onClick={onRetry} icon={<RotateCw aria-hidden size={16} />}>
          {t('Retry')}
        </Button>
      </div>
    </div>
  )
}

const SKELETON_AFTER_MS = 150

/** The shape of what is loading, once that takes long enough to be noticed; the room is kept from the start. */
export function Skeleton({ rows = 3, height = 20 }: { readonly rows?: number; readonly height?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div aria-busy="true" className="grid gap-3">
      {shown && <span className="sr-only">{t('Loading …')}</span>}
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton are all alike
        <div key={row} className={shown ? 'skeleton' : ''} style={{ height }} />
      ))}
    </div>
  )
}
