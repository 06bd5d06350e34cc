import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'
import type { MenuEntry } from './menu-entry.ts'

/** Ties the buttons of many rows to one menu: a menu of its own in each of 200 rows would be felt. */
export type SharedMenuHandle<Subject> = Base.Handle<Subject>

export const createSharedMenu = <Subject,>(): SharedMenuHandle<Subject> => Base.createHandle<Subject>()

/** Opens the menu for its subject. `label` names it for those who do not see it. */
export function SharedMenuButton<Subject>({
  handle,
  subject,
  label,
  children,
}: {
  readonly handle: SharedMenuHandle<Subject>
  readonly subject: Subject
  readonly label: string
  readonly children: ReactNode
}) {
  return (
    <Base.Trigger
      handle={handle}
      payload={subject}
      aria-label={label}
      className={`${buttonClass('quiet')} min-w-[var(--control)] px-2`}
    >
      {children}
    </Base.Trigger>
  )
}

/** The one menu, with what can be done to the subject of the button that opened it. */
export const SharedMenu = <Subject,>({
  handle,
  entriesOf,
}: {
  readonly handle: SharedMenuHandle<Subject>
  readonly entriesOf: (subject: Subject) => readonly MenuEntry[]
}) => (
  <Base.Root handle={handle} modal={false}>
    {({ payload }) => (
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={4} className="z-50">
          <Base.Popup className="overlay min-w-44 rounded-control border border-line bg-raised py-1 text-ink shadow-lg">
            {(payload === undefined ? [] : entriesOf(payload)).map(({ label, onSelect, danger, disabledBecause }) => (
              <Base.Item
                key={label}
                disabled={disabledBecause !== undefined}
                onClick={onSelect}
                className={`block px-3 py-2 text-body data-disabled:text-muted data-highlighted:bg-subtle ${danger === true ? 'text-error' : ''}`}
              >
                {label}
                {disabledBecause !== undefined && <span className="block text-table">{disabledBecause}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    )}
  </Base.Root>
)
