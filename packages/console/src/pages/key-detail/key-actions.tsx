import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Rights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { toastFailure, toastSuccess } from '../../ui/toast.tsx'
import { keysChanged } from './key-detail-queries.ts'
import type { KeyDetailSearch } from './key-detail-search.ts'
import type { KeyViewProps } from './key-view.ts'
import { type LoadedKey, resumeKey } from './loaded-key.ts'

/** What can be done with the whole key. What cannot stays visible, and below it stands why. */
export function KeyActions({
  project,
  loaded,
  rights,
  onAsk,
}: KeyViewProps & { readonly rights: Rights; readonly onAsk: (question: KeyDetailSearch['do']) => void }) {
  const { kind, key } = loaded
  const ended = key.status === 'KEY_STATUS_REVOKED' || key.status === 'KEY_STATUS_EXPIRED'
  const revoked = key.status === 'KEY_STATUS_REVOKED'
  const reason = rights.may('keys:revoke') ? whyNot(loaded) : t('Your role may look at keys, but not change them.')
  return (
    <div className="grid justify-items-start gap-1 sm:justify-items-end">
      <div className="flex flex-wrap gap-2">
        {kind === 'issued' && (
          <Button disabled={!rights.may('keys:rotate') || !mayBeRotated(loaded)} onClick={() => onAsk('rotate')}>
            {t('Rotate…')}
          </Button>
        )}
        {key.status === 'KEY_STATUS_SUSPENDED' ? (
          <ResumeButton project={project} loaded={loaded} disabled={!rights.may('keys:update')} />
        ) : (
          <Button disabled={!rights.may('keys:update') || ended} onClick={() => onAsk('suspend')}>
            {t('Suspend…')}
          </Button>
        )}
        <Button look="danger" disabled={!rights.may('keys:revoke') || revoked} onClick={() => onAsk('revoke')}>
          {t('Revoke…')}
        </Button>
        {kind === 'imported' && (
          <Button look="danger" disabled={!rights.may('keys:delete')} onClick={() => onAsk('delete')}>
            {t('Delete…')}
          </Button>
        )}
      </div>
      {reason !== undefined && <p className="max-w-[48ch] text-table text-muted sm:text-end">{reason}</p>}
    </div>
  )
}

const mayBeRotated = ({ kind, key }: LoadedKey): boolean =>
  kind === 'issued' && key.status === 'KEY_STATUS_ACTIVE' && key.superseded_by === ''

function whyNot(loaded: LoadedKey): string | undefined {
  const { kind, key } = loaded
  if (key.status === 'KEY_STATUS_REVOKED') return t('A revoked key stays revoked: nothing can bring it back.')
  if (key.status === 'KEY_STATUS_EXPIRED') return t('An expired key cannot be rotated or suspended. Issue a new one.')
  if (kind === 'imported') return t('An imported key has no rotation: its secret was made elsewhere.')
  if (key.status === 'KEY_STATUS_SUSPENDED') return t('Resume the key before you rotate it.')
  return key.superseded_by === '' ? undefined : t('This key was rotated already: rotate its successor.')
}

function ResumeButton({ project, loaded, disabled }: KeyViewProps & { readonly disabled: boolean }) {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const resume = async (): Promise<void> => {
    setBusy(true)
    try {
      await resumeKey(project, loaded)
      toastSuccess(t('The key is active again'))
      await keysChanged(queries, project)
    } catch (error) {
      toastFailure(error, { what: t('Could not resume the key'), retry: () => void resume() })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button busy={busy} disabled={disabled} onClick={() => void resume()}>
      {t('Resume')}
    </Button>
  )
}
