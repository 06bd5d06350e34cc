import { t } from '../../i18n/i18n.ts'
import type { Command } from './commands.ts'

/** What the palette offers. The keyboard stays in the field above (ARIA APG combobox). */
export const PaletteOptions = ({
  id,
  commands,
  chosen,
  onChoose,
}: {
  readonly id: string
  readonly commands: readonly Command[]
  readonly chosen: number
  readonly onChoose: (command: Command) => void
}) => (
  <div id={id} role="listbox" aria-label={t('What can be done')} className="max-h-[50vh] overflow-y-auto p-2">
    {commands.map((command, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field above
      <div
        key={command.label + command.go}
        id={optionId(id, index)}
        role="option"
        tabIndex={-1}
        aria-selected={index === chosen}
        aria-disabled={command.disabledBecause !== undefined}
        className={`rounded-control px-3 py-2 ${index === chosen ? 'bg-neutral-ground' : ''} ${command.disabledBecause === undefined ? '' : 'text-muted'}`}
        onClick={() => onChoose(command)}
      >
        {command.label}
        {command.disabledBecause !== undefined && <span className="block text-table">{command.disabledBecause}</span>}
      </div>
    ))}
  </div>
)

export const optionId = (listId: string, index: number): string => `${listId}-${index}`
