import { Tooltip } from '@base-ui/react/tooltip'
import type { RefObject } from 'react'
import { formatInstant } from '../i18n/format.ts'

/** What an instant is exactly, here and in UTC, beside the text that says it roughly. */
export const ExactTime = ({
  id,
  at,
  anchor,
  onClose,
}: {
  readonly id: string
  readonly at: string
  readonly anchor: RefObject<HTMLElement | null>
  readonly onClose: () => void
}) => (
  <Tooltip.Root open onOpenChange={(next) => !next && onClose()}>
    <Tooltip.Portal>
      <Tooltip.Positioner anchor={anchor} sideOffset={4} className="z-50">
        <Tooltip.Popup
          id={id}
          role="tooltip"
          className="rounded-control border border-line bg-raised px-3 py-2 text-table text-ink shadow-lg"
        >
          <div>{formatInstant(new Date(at))}</div>
          <div className="text-muted">{formatInstant(new Date(at), 'UTC')}</div>
        </Tooltip.Popup>
      </Tooltip.Positioner>
    </Tooltip.Portal>
  </Tooltip.Root>
)
