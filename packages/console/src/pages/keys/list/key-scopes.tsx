import { Popover } from '@base-ui/react/popover'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import type { ListedKey } from '../key-queries.ts'

const popover = Popover.createHandle<ListedKey>()

/** How many; which, is a click away. */
export const Scopes = ({ apiKey }: { readonly apiKey: ListedKey }) =>
  apiKey.scopes.length === 0 ? (
    <span className="text-muted">{t('None')}</span>
  ) : (
    <Popover.Trigger
      handle={popover}
      payload={apiKey}
      aria-label={t('Scopes of {name}: {count}', { name: apiKey.name, count: apiKey.scopes.length })}
      className="min-h-6 min-w-6 rounded-control px-1 underline decoration-dotted underline-offset-4"
    >
      {formatNumber(apiKey.scopes.length)}
    </Popover.Trigger>
  )

/** Once beside the rows. */
export const ScopesPopup = () => (
  <Popover.Root handle={popover}>
    {({ payload }) => (
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className="z-50">
          <Popover.Popup className="overlay max-h-72 max-w-80 overflow-y-auto rounded-control border border-line bg-raised p-3 text-ink shadow-lg">
            <Popover.Title className="mb-1 text-body font-medium">
              {t('Scopes of {name}', { name: payload?.name ?? '' })}
            </Popover.Title>
            <ul className="grid gap-1">
              {payload?.scopes.map((scope) => (
                <li key={scope}>
                  <code>{scope}</code>
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    )}
  </Popover.Root>
)
