import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type RefObject, Suspense, useCallback, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import type { Failure } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { toastFailure, toastSuccess } from '../../../ui/toast.tsx'
import { useNarrow } from '../../../ui/use-narrow.ts'
import { dayUseQuery, type ListedKey } from '../key-queries.ts'
import type { KeyOrigin } from '../keys-search.ts'
import { shownColumns } from './key-columns.tsx'
import { KeyCards, KeyTable } from './key-rows.tsx'
import type { ListAddress } from './list-address.ts'
import { useReturningFocus } from './returning-focus.ts'
import { menuButtonOf } from './row-menu.tsx'
import { useSelection } from './selection.ts'
import { SelectionBar } from './selection-bar.tsx'

const loadDialogs = () => import('./revoke-dialog.tsx')
const RevokeDialog = lazy(async () => ({ default: (await loadDialogs()).RevokeDialog }))
const DeleteDialog = lazy(async () => ({ default: (await loadDialogs()).DeleteDialog }))
const BulkRevokeDialog = lazy(async () => ({ default: (await import('./bulk-revoke-dialog.tsx')).BulkRevokeDialog }))

const NONE_FAILED: ReadonlyMap<string, Failure> = new Map()

type Asked =
  | { readonly what: 'revoke' | 'delete'; readonly key: ListedKey; readonly opener: RefObject<HTMLElement | null> }
  | { readonly what: 'bulk' }

interface KeyListProps {
  readonly address: ListAddress
  readonly origin: KeyOrigin
  readonly keys: readonly ListedKey[]
}

/** The keys of one page and everything that can be done to them. Dialogs stand here, where no row can take them along. */
export function KeyList({ address, origin, keys }: KeyListProps) {
  const { project } = address
  const rights = useRights(project)
  const narrow = useNarrow()
  const selection = useSelection(keys)
  const [asked, setAsked] = useState<Asked>()
  const [failed, setFailed] = useState(NONE_FAILED)
  const refresh = useRefresh(project)
  const dayUse = useDayUse(address)
  useReturningFocus(true)
  const label = origin === 'issued' ? t('Issued keys') : t('Imported keys')
  const actions = {
    project,
    origin,
    rights,
    onRevoke: (key: ListedKey) => setAsked({ what: 'revoke', key, opener: { current: menuButtonOf(key.key_id) } }),
    onDelete: (key: ListedKey) => setAsked({ what: 'delete', key, opener: { current: menuButtonOf(key.key_id) } }),
    onSuspend: (key: ListedKey, suspend: boolean) => void switchKey(project, origin, key, suspend).then(refresh),
  }
  const rows = { keys, label, selection, actions, failed, context: { address, dayUse } }
  const close = (): void => setAsked(undefined)
  const done = (): void => {
    close()
    refresh()
  }
  const bulkDone = (kept: ReadonlyMap<string, Failure> | undefined): void => {
    close()
    if (kept === undefined) return
    setFailed(kept)
    selection.replace([...kept.keys()])
    refresh()
  }
  return (
    <>
      {selection.keys.length > 0 && (
        <SelectionBar
          selected={selection.keys}
          mayRevoke={rights.may('keys:revoke')}
          onRevoke={() => setAsked({ what: 'bulk' })}
          onClear={() => selection.replace([])}
        />
      )}
      {narrow ? <KeyCards {...rows} /> : <KeyTable {...rows} />}
      <Suspense>
        {asked?.what === 'bulk' && <BulkRevokeDialog project={project} keys={selection.keys} onClose={bulkDone} />}
        {asked?.what === 'revoke' && (
          <RevokeDialog project={project} apiKey={asked.key} opener={asked.opener} onClose={close} onDone={done} />
        )}
        {asked?.what === 'delete' && (
          <DeleteDialog project={project} apiKey={asked.key} opener={asked.opener} onClose={close} onDone={done} />
        )}
      </Suspense>
    </>
  )
}

function useRefresh(project: string): () => void {
  const queries = useQueryClient()
  return useCallback(() => void queries.invalidateQueries({ queryKey: ['keys', project] }), [queries, project])
}

/** Loaded only while its column is shown. A key that is not among the busiest has an unknown count, unless all are told. */
function useDayUse({ project, search }: ListAddress): ((keyId: string) => number | undefined) | undefined {
  const wanted = shownColumns(search.cols).some(({ id }) => id === 'day')
  const { data } = useQuery({ ...dayUseQuery(project), enabled: wanted })
  if (data === undefined || !data.recording) return undefined
  return (keyId) => data.byKey.get(keyId) ?? (data.complete ? 0 : undefined)
}

async function switchKey(project: string, origin: KeyOrigin, key: ListedKey, suspend: boolean): Promise<void> {
  const client = projectClient(project)
  const keys = origin === 'issued' ? client.issuedKeys : client.importedKeys
  try {
    await (suspend ? keys.suspend(key.key_id) : keys.resume(key.key_id))
    toastSuccess(suspend ? t('{name} is suspended', { name: key.name }) : t('{name} works again', { name: key.name }))
  } catch (error) {
    toastFailure(error, {
      what: suspend ? t('Could not suspend {name}', { name: key.name }) : t('Could not resume {name}', { name: key.name }),
      method: 'POST',
      path: `/v2alpha1/admin/${origin}ApiKeys/{key_id}:${suspend ? 'suspend' : 'resume'}`,
    })
  }
}
