import { type RefObject, useLayoutEffect, useRef } from 'react'
import { formatInstant } from '../i18n/format.ts'
import { t } from '../i18n/i18n.ts'
import { CopyButton } from './copy.tsx'

const GAP = 4

interface ExactTimeProps {
  readonly id: string
  readonly at: string
  readonly anchor: RefObject<HTMLElement | null>
  readonly onStay: () => void
  readonly onLeave: () => void
}

/**
 * What an instant is exactly, here and in UTC, beside the text that says it roughly. In the top layer of the browser, so that
 * no table cuts it off, and without a part in the order of Tab.
 */
export function ExactTime({ id, at, anchor, onStay, onLeave }: ExactTimeProps) {
  const popup = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (popup.current === null || anchor.current === null) return
    popup.current.showPopover()
    placeBeside(popup.current, anchor.current.getBoundingClientRect())
    addEventListener('scroll', onLeave, { capture: true, once: true })
    return () => removeEventListener('scroll', onLeave, { capture: true })
  }, [anchor, onLeave])
  return (
    <div
      ref={popup}
      popover="manual"
      id={id}
      role="tooltip"
      className="fixed m-0 rounded-control border border-line bg-raised px-3 py-2 text-table text-ink shadow-lg"
      onPointerEnter={onStay}
      onPointerLeave={onLeave}
    >
      <div className="flex items-center justify-between gap-2">
        <div>
          <div>{formatInstant(new Date(at))}</div>
          <div className="text-muted">{formatInstant(new Date(at), 'UTC')}</div>
          <div className="sr-only">{t('Press Control C on the time to copy it')}</div>
        </div>
        <CopyButton text={at} label={t('Copy the time')} tabIndex={-1} />
      </div>
    </div>
  )
}

/** Below, or above where there is no room below; never beyond the sides. */
function placeBeside(popup: HTMLElement, anchor: DOMRect): void {
  const { width, height } = popup.getBoundingClientRect()
  const below = anchor.bottom + GAP
  const top = below + height > innerHeight ? anchor.top - GAP - height : below
  const left = Math.min(Math.max(GAP, anchor.left + anchor.width / 2 - width / 2), innerWidth - width - GAP)
  Object.assign(popup.style, { inset: 'auto', left: `${left}px`, top: `${Math.max(GAP, top)}px` })
}
