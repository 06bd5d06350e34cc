import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { buttonClass } from './button.tsx'
import type { MenuEntry } from './menu-entry.ts'

const loadPopup = () => import('./menu-popup.tsx')
const MenuPopup = lazy(async () => ({ default: (await loadPopup()).MenuPopup }))

/** Actions behind one button. `label` names the button for those who do not see it. */
export function ActionMenu({
  label,
  entries,
  children,
}: {
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        className={`${buttonClass('quiet')} min-w-[var(--control)] px-2`}
        onPointerEnter={() => void loadPopup()}
        onFocus={() => void loadPopup()}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => event.key === 'ArrowDown' && setOpen(true)}
      >
        {children}
      </button>
      {open && (
        <Suspense>
          <MenuPopup anchor={trigger} label={label} entries={entries} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
