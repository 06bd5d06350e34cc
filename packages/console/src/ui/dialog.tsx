import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { t } from '../i18n/i18n.ts'
import { IconButton } from './button.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly title: string
  readonly description?: ReactNode
  /** Called for Escape, a click outside and the close button. Leave the dialog open by not closing it. */
  readonly onClose: () => void
  /** Where the focus begins; default: the first control. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly finalFocus?: RefObject<HTMLElement | null>
  readonly width?: 'narrow' | 'wide'
  readonly children: ReactNode
}

/** One layer above the page. On phones it is the whole screen. Focus is kept inside and goes back to where it came from. */
export function Dialog({ open, title, description, onClose, initialFocus, finalFocus, width = 'narrow', children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="overlay fixed inset-0 z-40 bg-[rgb(0_0_0/40%)]" />
        <Base.Popup
          {...(initialFocus === undefined ? {} : { initialFocus })}
          {...(finalFocus === undefined ? {} : { finalFocus })}
          className={`overlay fixed inset-0 z-50 overflow-y-auto bg-raised p-4 text-ink sm:inset-auto sm:start-1/2 sm:top-1/2 sm:max-h-[90vh] sm:w-[calc(100vw-32px)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-panel sm:border sm:border-line sm:p-6 sm:shadow-xl rtl:sm:translate-x-1/2 ${width === 'wide' ? 'sm:max-w-[880px]' : 'sm:max-w-[520px]'}`}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <div>
              <Base.Title className="text-section font-semibold">{title}</Base.Title>
              {description !== undefined && <Base.Description className="mt-1 text-muted">{description}</Base.Description>}
            </div>
            <IconButton label={t('Close')} onClick={onClose} className="-me-2 -mt-1 shrink-0">
              <X aria-hidden size={18} />
            </IconButton>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** The row of buttons at the end of a dialog or form; the one that acts comes last. */
export const Actions = ({ children }: { readonly children: ReactNode }) => (
  <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>
)
