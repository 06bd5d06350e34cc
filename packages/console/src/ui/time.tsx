import { type ClipboardEvent, useCallback, useId, useRef, useState, useSyncExternalStore } from 'react'
import { formatRelative } from '../i18n/format.ts'
import { ExactTime } from './exact-time.tsx'

const MINUTE_MS = 60_000
const CLOSE_AFTER_MS = 150
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
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const id = useId()
  const close = (): void => setOpen(false)
  const stay = (): void => {
    clearTimeout(leaving.current)
    setOpen(true)
  }
  // Long enough for the pointer to get from the time to what is shown beside it.
  const leave = useCallback((): void => {
    leaving.current = setTimeout(() => setOpen(false), CLOSE_AFTER_MS)
  }, [])
  if (at === null || at === undefined || at === '') return <span className="text-muted">{never}</span>
  return (
    <>
      <time
        ref={anchor}
        dateTime={at}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the same
        tabIndex={0}
        aria-describedby={open ? id : undefined}
        className="whitespace-nowrap"
        onFocus={stay}
        onBlur={leave}
        onPointerEnter={stay}
        onPointerLeave={leave}
        onKeyDown={(event) => event.key === 'Escape' && close()}
        onCopy={copyInstant}
      >
        {formatRelative(new Date(at), Date.now())}
      </time>
      {open && <ExactTime id={id} at={at} anchor={anchor} onStay={stay} onLeave={leave} />}
    </>
  )
}

/** The keyboard's way to what the button of the tooltip does: copying while the focus is on the time. */
function copyInstant(event: ClipboardEvent<HTMLTimeElement>): void {
  event.clipboardData.setData('text/plain', event.currentTarget.dateTime)
  event.preventDefault()
}
