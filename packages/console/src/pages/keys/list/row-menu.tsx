import { useNavigate } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import type { Rights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { announce } from '../../../ui/announce.ts'
import { copyText } from '../../../ui/copy.tsx'
import { ActionMenu } from '../../../ui/menu.tsx'
import type { MenuEntry } from '../../../ui/menu-entry.ts'
import type { ListedKey } from '../key-queries.ts'
import type { KeyOrigin } from '../keys-search.ts'
import { keyLink } from './list-address.ts'
import { leaveFor } from './returning-focus.ts'

export interface RowActions {
  readonly project: string
  readonly origin: KeyOrigin
  readonly rights: Rights
  readonly onRevoke: (key: ListedKey) => void
  readonly onDelete: (key: ListedKey) => void
  readonly onSuspend: (key: ListedKey, suspend: boolean) => void
}

export function RowMenu({ apiKey, actions }: { readonly apiKey: ListedKey; readonly actions: RowActions }) {
  const navigate = useNavigate()
  const go = (search?: Readonly<Record<string, string>>): void => {
    leaveFor(apiKey.key_id)
    void navigate(keyLink(actions.project, apiKey.key_id, search) as never)
  }
  return (
    <span data-menu-of={apiKey.key_id}>
      <ActionMenu label={t('Actions for {name}', { name: apiKey.name })} entriesOf={() => entriesOf(apiKey, actions, go)}>
        <Ellipsis aria-hidden size={16} />
      </ActionMenu>
    </span>
  )
}

/** Where the focus goes when a dialog that a row's menu opened is closed. */
export const menuButtonOf = (keyId: string): HTMLElement | null =>
  document.querySelector(`[data-menu-of="${CSS.escape(keyId)}"] button`)

function entriesOf(
  key: ListedKey,
  { origin, rights, onRevoke, onDelete, onSuspend }: RowActions,
  go: (search?: Readonly<Record<string, string>>) => void,
): readonly MenuEntry[] {
  const because = (permission: Parameters<Rights['may']>[0], impossible: string | undefined): string | undefined =>
    rights.may(permission) ? impossible : t('Your role may only look.')
  const revoked = key.status === 'KEY_STATUS_REVOKED' ? t('The key is revoked.') : undefined
  const ended = revoked ?? (key.status === 'KEY_STATUS_EXPIRED' ? t('The key has expired.') : undefined)
  const suspended = key.status === 'KEY_STATUS_SUSPENDED'
  return [
    { label: t('Copy id'), onSelect: () => void copyId(key.key_id) },
    { label: t('Open'), onSelect: () => go() },
    { label: t('Copy as …'), onSelect: () => go({ tab: 'code' }) },
    ...(origin === 'issued'
      ? [{ label: t('Rotate …'), onSelect: () => go({ do: 'rotate' }), disabledBecause: because('keys:rotate', ended) }]
      : []),
    {
      label: suspended ? t('Resume') : t('Suspend'),
      onSelect: () => onSuspend(key, !suspended),
      disabledBecause: because('keys:update', ended),
    },
    { label: t('Revoke …'), onSelect: () => onRevoke(key), danger: true, disabledBecause: because('keys:revoke', revoked) },
    ...(origin === 'imported'
      ? [
          {
            label: t('Delete …'),
            onSelect: () => onDelete(key),
            danger: true,
            disabledBecause: because('keys:delete', undefined),
          },
        ]
      : []),
  ]
}

async function copyId(id: string): Promise<void> {
  announce((await copyText(id)) ? t('Copied') : t('Could not copy. Select the text and press Ctrl or ⌘ C.'))
}
