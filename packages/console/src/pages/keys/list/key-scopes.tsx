import { lazy } from 'react'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { PopupButton } from '../../../ui/popup-button.tsx'
import type { ListedKey } from '../key-queries.ts'

const load = () => import('./scopes-popup.tsx')
const ScopesPopup = lazy(async () => ({ default: (await load()).ScopesPopup }))

/** How many; which, is a click away. */
export const Scopes = ({ apiKey }: { readonly apiKey: ListedKey }) =>
  apiKey.scopes.length === 0 ? (
    <span className="text-muted">{t('None')}</span>
  ) : (
    <PopupButton
      kind="dialog"
      aria-label={t('Scopes of {name}: {count}', { name: apiKey.name, count: apiKey.scopes.length })}
      className="min-h-6 min-w-6 rounded-control px-1 underline decoration-dotted underline-offset-4"
      load={load}
      popup={(popup) => <ScopesPopup {...popup} apiKey={apiKey} />}
    >
      {formatNumber(apiKey.scopes.length)}
    </PopupButton>
  )
