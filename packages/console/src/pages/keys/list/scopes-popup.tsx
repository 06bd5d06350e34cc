import { Popover } from '@base-ui/react/popover'
import { t } from '../../../i18n/i18n.ts'
import type { PopupProps } from '../../../ui/popup-button.tsx'
import type { ListedKey } from '../key-queries.ts'

/** The scopes of one key. */
export const ScopesPopup = ({ anchor, apiKey, onClose }: PopupProps & { readonly apiKey: ListedKey }) => (
  <Popover.Root open onOpenChange={(next) => !next && onClose()}>
    <Popover.Portal>
      <Popover.Positioner anchor={anchor} sideOffset={4} className="z-50">
        <Popover.Popup
          finalFocus={anchor}
          className="overlay max-h-72 max-w-80 overflow-y-auto rounded-control border border-line bg-raised p-3 text-ink shadow-lg"
        >
          <Popover.Title className="mb-1 text-body font-medium">{t('Scopes of {name}', { name: apiKey.name })}</Popover.Title>
          <ul className="grid gap-1">
            {apiKey.scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
              </li>
            ))}
          </ul>
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  </Popover.Root>
)
