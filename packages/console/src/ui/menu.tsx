import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'

export interface MenuEntry {
  readonly label: string
  readonly onSelect: () => void
  readonly danger?: boolean
  /** Why it cannot be chosen; shown below the label. */
  readonly disabledBecause?: string | undefined
}

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
  return (
    <Base.Root modal={false}>
      <Base.Trigger aria-label={label} className={`${buttonClass('quiet')} min-w-[var(--control)] px-2`}>
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={4} className="z-50">
          <Base.Popup className="overlay min-w-44 rounded-control border border-line bg-raised py-1 text-ink shadow-lg">
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
}
