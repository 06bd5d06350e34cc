import { Tooltip } from '@base-ui/react/tooltip'
import { type ClipboardEvent, useSyncExternalStore } from 'react'
import { formatInstant, formatRelative } from '../i18n/format.ts'
import { t } from '../i18n/i18n.ts'
import { CopyButton } from './copy.tsx'

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

/** An instant as people say it; on focus or hover the exact one, here and in UTC. */
export function Time({ at, never = '—' }: { readonly at: string | null | undefined; readonly never?: string }) {
  useMinute()
  if (at === null || at === undefined || at === '') return <span className="whitespace-nowrap text-muted">{never}</span>
  const instant = new Date(at)
  // biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be had by keyboard, too
  const element = <time dateTime={at} tabIndex={0} className="whitespace-nowrap" onCopy={copyInstant} />
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={element} closeOnClick={false}>
        {formatRelative(instant, Date.now())}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={4} className="z-50">
          <Tooltip.Popup className="rounded-control border border-line bg-raised px-3 py-2 text-table text-ink shadow-lg">
            <div className="flex items-center justify-between gap-2">
              <div>
                <div>{formatInstant(instant)}</div>
                <div className="text-muted">{formatInstant(instant, 'UTC')}</div>
              </div>
              <CopyButton text={at} label={t('Copy the time')} tabIndex={-1} />
            </div>
            <div className="sr-only">{t('Press Control C on the time to copy it')}</div>
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** The keyboard's way to what the button of the tooltip does: copying while the focus is on the time. */
function copyInstant(event: ClipboardEvent<HTMLTimeElement>): void {
  event.clipboardData.setData('text/plain', event.currentTarget.dateTime)
  event.preventDefault()
}
