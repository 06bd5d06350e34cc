import { Menu as Base } from '@base-ui/react/menu'
import type { MenuEntry } from './menu-entry.ts'
import type { PopupProps } from './popup-button.tsx'

/** The open list of an `ActionMenu`, in a file of its own that is loaded with the first menu. */
export const MenuPopup = ({
  anchor,
  label,
  entries,
  onClose,
}: PopupProps & {
  readonly label: string
  readonly entries: readonly MenuEntry[]
}) => (
  <Base.Root open modal={false} onOpenChange={(next) => !next && onClose()}>
    <Base.Portal>
      <Base.Positioner anchor={anchor} align="end" sideOffset={4} className="z-50">
        <Base.Popup
          finalFocus={anchor}
          aria-label={label}
          className="overlay min-w-44 rounded-control border border-line bg-raised py-1 text-ink shadow-lg"
        >
          {entries.map(({ label: text, onSelect, danger, disabledBecause }) => (
            <Base.Item
              key={text}
              disabled={disabledBecause !== undefined}
              onClick={onSelect}
              className={`block px-3 py-2 text-body data-disabled:text-muted data-highlighted:bg-subtle ${danger === true ? 'text-error' : ''}`}
            >
              {text}
              {disabledBecause !== undefined && <span className="block text-table">{disabledBecause}</span>}
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)
