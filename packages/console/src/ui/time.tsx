import { type KeyboardEvent, lazy, Suspense, useId, useRef, useState, useSyncExternalStore } from 'react'
import { formatRelative } from '../i18n/format.ts'
import { copyText } from './copy.tsx'

const ExactTime = lazy(async () => ({ default: (await import('./exact-time.tsx')).ExactTime }))

const MINUTE_MS = 60_000
const listeners = new Set<() => void>()
let minute = Math.floor(Date.now() / MINUTE_MS)

function everyMinute(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) schedule()
  return () => listeners.delete(listener)
}

function schedule(): void {
  setTimeout(
    () => {
      minute = Math.floor(Date.now() / MINUTE_MS)
      for (const listener of listeners) listener()
      if (listeners.size > 0) schedule()
    },
    MINUTE_MS - (Date.now() % MINUTE_MS) + 20,
  )
}

/** Grows by one at each turn of the minute. */
export const useMinute = (): number => useSyncExternalStore(everyMinute, () => minute)

/** An instant as people say it; on focus or hover the exact one, here and in UTC, and Ctrl or ⌘ C copies it. */
export function Time({ at, never = '—' }: { readonly at: string | null | undefined; readonly never?: string }) {
  useMinute()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLTimeElement>(null)
  const id = useId()
  if (at === null || at === undefined || at === '') return <span className="text-muted">{never}</span>
  const close = (): void => setOpen(false)
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close()
    if (event.key === 'c' && (event.ctrlKey || event.metaKey) && getSelection()?.isCollapsed !== false) void copyText(at)
  }
  return (
    <>
      <time
        ref={anchor}
        dateTime={at}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the same
        tabIndex={0}
        aria-describedby={open ? id : undefined}
        className="whitespace-nowrap"
        onFocus={() => setOpen(true)}
        onBlur={close}
        onPointerEnter={() => setOpen(true)}
        onPointerLeave={close}
        onKeyDown={onKey}
      >
        {formatRelative(new Date(at), Date.now())}
      </time>
      {open && (
        <Suspense>
          <ExactTime id={id} at={at} anchor={anchor} onClose={close} />
        </Suspense>
      )}
    </>
  )
}
