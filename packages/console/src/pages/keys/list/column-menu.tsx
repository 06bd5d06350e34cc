import { Menu } from '@base-ui/react/menu'
import { Check, Columns3 } from 'lucide-react'
import { prefer, usePreferences } from '../../../app/preferences.ts'
import { t } from '../../../i18n/i18n.ts'
import { buttonClass } from '../../../ui/button.tsx'
import { columnChoices, columnsText } from './key-columns.tsx'
import type { ListAddress } from './list-address.ts'

/** Which columns there are, and how high the rows are. The columns stand in the address, the height is this person's. */
export function ColumnMenu({ address: { search, change } }: { readonly address: ListAddress }) {
  const { density } = usePreferences()
  const choices = columnChoices(search.cols)
  const choose = (id: string, shown: boolean): void =>
    change({
      cols: columnsText(choices.filter((choice) => (choice.id === id ? shown : choice.shown)).map((choice) => choice.id)),
    })
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={buttonClass()}>
        <Columns3 aria-hidden size={16} />
        {t('Columns')}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="z-50">
          <Menu.Popup className="overlay min-w-44 rounded-control border border-line bg-raised py-1 text-ink shadow-lg">
            {choices.map(({ id, label, shown }) => (
              <Choice key={id} label={label} checked={shown} onChange={(next) => choose(id, next)} />
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
