import { type FormEvent, lazy, type RefObject, Suspense, useRef, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { type Failure, failureOf } from '../../../api/failure.ts'
import { formatRelative } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import { toastSuccess } from '../../../ui/toast.tsx'
import type { ListedKey } from '../key-queries.ts'
import { RevocationFields, revocationOf, useRevocationDraft } from './revocation-form.tsx'

const TrafficLine = lazy(async () => ({ default: (await import('../../key-detail/blast-radius.tsx')).TrafficLine }))

const DAY_MS = 86_400_000

interface ConfirmDialogProps {
  readonly project: string
  readonly apiKey: ListedKey
  /** Where the focus goes afterwards. */
  readonly opener: RefObject<HTMLElement | null>
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Revokes one key. A key that was used within a day is named by hand first: something still depends on it. */
export function RevokeDialog({ project, apiKey, opener, onClose, onDone }: ConfirmDialogProps) {
  const [draft, setDraft] = useRevocationDraft()
  const [typed, setTyped] = useState('')
  const { busy, failure, run } = useConfirmed()
  const cancel = useRef<HTMLButtonElement>(null)
  const inUse = isInUse(apiKey)
  const revocation = revocationOf(draft)
  const ready = revocation !== undefined && (!inUse || typed === apiKey.name)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!ready) return
    void run(async () => {
      await projectClient(project).keys.revoke(apiKey.key_id, revocation)
      toastSuccess(t('{name} is revoked', { name: apiKey.name }))
      onDone()
    })
  }
  return (
    <Dialog
      open
      title={t('Revoke {name}?', { name: apiKey.name })}
      description={t('Callers that use this key are refused from now on. This cannot be undone.')}
      onClose={onClose}
      initialFocus={cancel}
      finalFocus={opener}
    >
      <form onSubmit={submit} className="grid gap-4">
        <WhoWouldNotice project={project} apiKey={apiKey} />
        <RevocationFields draft={draft} onChange={setDraft} disabled={busy} />
        {inUse && (
          <TextField
            label={t('Type {name} to confirm', { name: apiKey.name })}
            value={typed}
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <FailureNote failure={failure} />
        <Actions>
          <Button ref={cancel} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" look="danger" busy={busy} disabled={!ready}>
            {busy ? t('Revoking …') : t('Revoke key')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

/** Removes the record of an imported key. Always by its name: afterwards not even the list knows it. */
export function DeleteDialog({ project, apiKey, opener, onClose, onDone }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const { busy, failure, run } = useConfirmed()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (typed !== apiKey.name) return
    void run(async () => {
      await projectClient(project).importedKeys.delete(apiKey.key_id)
      toastSuccess(t('{name} is deleted', { name: apiKey.name }))
      onDone()
    })
  }
  return (
    <Dialog
      open
      title={t('Delete {name}?', { name: apiKey.name })}
      description={t('The key stops working and its record is removed. This cannot be undone; revoking keeps the record.')}
      onClose={onClose}
      finalFocus={opener}
    >
      <form onSubmit={submit} className="grid gap-4">
        <WhoWouldNotice project={project} apiKey={apiKey} />
        <TextField
          label={t('Type {name} to confirm', { name: apiKey.name })}
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FailureNote failure={failure} />
        <Actions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" look="danger" busy={busy} disabled={typed !== apiKey.name}>
            {t('Delete key')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

export const isInUse = ({ last_used_time }: ListedKey): boolean =>
  last_used_time !== null && Date.now() - Date.parse(last_used_time) < DAY_MS

/** The traffic of the key; how long ago it was used, until that is known. */
const WhoWouldNotice = ({ project, apiKey }: Pick<ConfirmDialogProps, 'project' | 'apiKey'>) => (
  <Suspense fallback={<LastUse apiKey={apiKey} />}>
    <TrafficLine project={project} record={apiKey} />
  </Suspense>
)

const LastUse = ({ apiKey: { last_used_time } }: { readonly apiKey: ListedKey }) => (
  <p className="text-muted">
    {last_used_time === null
      ? t('It was never used.')
      : t('It was last used {when}.', { when: formatRelative(new Date(last_used_time), Date.now()) })}
  </p>
)

export const FailureNote = ({ failure }: { readonly failure: Failure | undefined }) => (
  <div role="alert">
    {failure !== undefined && (
      <Note tone="error">
        {failure.message} <code>{failure.reason}</code>
      </Note>
    )}
  </div>
)

function useConfirmed() {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    try {
      await work()
    } catch (error) {
      setFailure(failureOf(error))
      setBusy(false)
    }
  }
  return { busy, failure, run }
}
