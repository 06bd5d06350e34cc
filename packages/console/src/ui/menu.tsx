import { lazy, type ReactNode } from 'react'
import { buttonClass } from './button.tsx'
import type { MenuEntry } from './menu-entry.ts'
import { PopupButton } from './popup-button.tsx'

const load = () => import('./menu-popup.tsx')
const MenuPopup = lazy(async () => ({ default: (await load()).MenuPopup }))

/** Actions behind one button. `label` names the button for those who do not see it; `entriesOf` is asked when the menu opens. */
export const ActionMenu = ({
  label,
  entriesOf,
  children,
}: {
  readonly label: string
  readonly entriesOf: () => readonly MenuEntry[]
  readonly children: ReactNode
}) => (
  <PopupButton
    kind="menu"
    aria-label={label}
    className={`${buttonClass('quiet')} min-w-[var(--control)] px-2`}
    load={load}
    popup={(popup) => <MenuPopup {...popup} label={label} entries={entriesOf()} />}
  >
    {children}
  </PopupButton>
)
