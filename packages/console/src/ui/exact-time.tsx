import { Popover } from '@base-ui/react/popover'
import type { RefObject } from 'react'
import { formatInstant } from '../i18n/format.ts'
import { t } from '../i18n/i18n.ts'
import { CopyButton } from './copy.tsx'

/** What an instant is exactly, here and in UTC, beside the text that says it roughly. */
export const ExactTime = ({
  id,
  at,
  anchor,
  onStay,
  onLeave,
}: {
  readonly id: string
  readonly at: string
  readonly anchor: RefObject<HTMLElement | null>
  readonly onStay: () => void
  readonly onLeave: () => void
}) => (
  <Popover.Root open>
    <Popover.Portal>
      <Popover.Positioner anchor={anchor} sideOffset={4} className="z-50">
        <Popover.Popup
          id={id}
          role="tooltip"
          initialFocus={false}
          finalFocus={false}
          className="flex items-center justify-between gap-2 rounded-control border border-line bg-raised px-3 py-2 text-table text-ink shadow-lg"
          onPointerEnter={onStay}
          onPointerLeave={onLeave}
        >
          <div>
            <div>{formatInstant(new Date(at))}</div>
            <div className="text-muted">{formatInstant(new Date(at), 'UTC')}</div>
            <div className="sr-only">{t('Press Control C on the time to copy it')}</div>
          </div>
          <CopyButton text={at} label={t('Copy the time')} tabIndex={-1} />
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  </Popover.Root>
)
