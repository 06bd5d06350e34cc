import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { prefer, usePreferences } from '../../../app/preferences.ts'
import { t } from '../../../i18n/i18n.ts'
import type { PopupProps } from '../../../ui/popup-button.tsx'

interface ColumnMenuPopupProps extends PopupProps {
  readonly choices: readonly { readonly id: string; readonly label: string; readonly shown: boolean }[]
  readonly onChoose: (id: string, shown: boolean) => void
}

export function ColumnMenuPopup({ choices, onChoose, anchor, onClose }: ColumnMenuPopupProps) {
  const { density } = usePreferences()
  return (
    <Menu.Root open modal={false} onOpenChange={(next) => !next && onClose()}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} align="end" sideOffset={4} className="z-50">
          <Menu.Popup
            finalFocus={anchor}
            aria-label={t('Columns')}
            className="overlay min-w-44 rounded-control border border-line bg-raised py-1 text-ink shadow-lg"
          >
            {choices.map(({ id, label, shown }) => (
              <Choice key={id} label={label} checked={shown} onChange={(next) => onChoose(id, next)} />
            ))}
            <Menu.Separator className="my-1 border-t border-line" />
            <Choice
              label={t('Compact rows')}
              checked={density === 'compact'}
              onChange={(compact) => prefer({ density: compact ? 'compact' : 'comfortable' })}
            />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

const Choice = ({
  label,
  checked,
  onChange,
}: {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) => (
  <Menu.CheckboxItem
    checked={checked}
    onCheckedChange={onChange}
    closeOnClick={false}
    className="flex items-center gap-2 px-3 py-2 text-body data-highlighted:bg-subtle"
  >
    <span className="size-4">
      <Menu.CheckboxItemIndicator>
        <Check aria-hidden size={16} />
      </Menu.CheckboxItemIndicator>
    </span>
    {label}
  </Menu.CheckboxItem>
)
