import { type FormEvent, useState } from 'react'
import type { Failure } from '../../../api/failure.ts'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import type { ListedKey } from '../key-queries.ts'
import { type BulkState, useBulkRevocation } from './bulk-revocation.ts'
import { RevocationFields, revocationOf, useRevocationDraft } from './revocation-form.tsx'
import { isInUse } from './revoke-dialog.tsx'

export interface BulkRevokeDialogProps {
  readonly project: string
  readonly keys: readonly ListedKey[]
  /** With what failed, by key id, when anything was tried. */
  readonly onClose: (failed: ReadonlyMap<string, Failure> | undefined) => void
}

export function BulkRevokeDialog({ project, keys: given, onClose }: BulkRevokeDialogProps) {
  const [keys] = useState(given)
  const { state, start, stop } = useBulkRevocation(project, keys)
  const close = (): void => {
    if (state.phase === 'running') stop()
    else onClose(state.phase === 'done' ? state.failed : undefined)
  }
  return (
    <Dialog
      open
      title={t('Revoke {count, plural, one {# key} other {# keys}}?', { count: keys.length })}
      description={t('Callers that use these keys are refused from now on. This cannot be undone.')}
      onClose={close}
    >
      {state.phase === 'ready' && (
        <Confirmation keys={keys} onCancel={close} onConfirm={(revocation) => void start(revocation)} />
      )}
      {state.phase !== 'ready' && <Progress keys={keys} state={state} onStop={stop} onClose={close} />}
    </Dialog>
  )
}

function Confirmation({
  keys,
  onCancel,
  onConfirm,
}: {
  readonly keys: readonly ListedKey[]
  readonly onCancel: () => void
  readonly onConfirm: (revocation: NonNullable<ReturnType<typeof revocationOf>>) => void
}) {
  const [draft, setDraft] = useRevocationDraft()
  const [typed, setTyped] = useState('')
  const revocation = revocationOf(draft)
  const inUse = keys.filter(isInUse).length
  const count = String(keys.length)
  const ready = revocation !== undefined && typed.trim() === count
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) onConfirm(revocation)
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {inUse > 0 && (
        <Note tone="warn">
          {t('{count, plural, one {# of them was} other {# of them were}} used within the last day.', { count: inUse })}
        </Note>
      )}
      <RevocationFields draft={draft} onChange={setDraft} />
      <TextField
        label={t('Type {count} to confirm', { count })}
        hint={t('The number of keys that you are about to revoke.')}
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Actions>
        <Button onClick={onCancel}>{t('Cancel')}</Button>
        <Button type="submit" look="danger" disabled={!ready}>
          {t('Revoke {count, plural, one {# key} other {# keys}}', { count: keys.length })}
        </Button>
      </Actions>
    </form>
  )
}

function Progress({
  keys,
  state,
  onStop,
  onClose,
}: {
  readonly keys: readonly ListedKey[]
  readonly state: BulkState
  readonly onStop: () => void
  readonly onClose: () => void
}) {
  const { phase, revoked, failed } = state
  const left = keys.length - revoked.size - failed.size
  return (
    <div className="grid gap-4">
      <progress className="w-full accent-(--accent)" max={keys.length} value={keys.length - left} aria-label={t('Progress')} />
      <p role="status" className="font-medium">
        {phase === 'running'
          ? t('Revoking: {done} of {all}', { done: formatNumber(keys.length - left), all: formatNumber(keys.length) })
          : resultText(revoked.size, failed.size, left)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <ul className="grid max-h-64 gap-1 overflow-y-auto" aria-label={t('Results')} tabIndex={0}>
        {keys.map((key) => (
          <li key={key.key_id} className="flex items-center justify-between gap-3">
            <span className="truncate">{key.name}</span>
            <RowResult state={state} keyId={key.key_id} />
          </li>
        ))}
      </ul>
      <Actions>
        {phase === 'running' ? (
          <Button onClick={onStop}>{t('Stop')}</Button>
        ) : (
          <Button look="primary" onClick={onClose}>
            {t('Close')}
          </Button>
        )}
      </Actions>
    </div>
  )
}

const resultText = (revoked: number, failed: number, left: number): string =>
  left === 0
    ? t('{revoked} revoked, {failed} failed', { revoked: formatNumber(revoked), failed: formatNumber(failed) })
    : t('{revoked} revoked, {failed} failed, {left} not tried', {
        revoked: formatNumber(revoked),
        failed: formatNumber(failed),
        left: formatNumber(left),
      })

function RowResult({ state: { revoked, failed, current, phase }, keyId }: { readonly state: BulkState; readonly keyId: string }) {
  const failure = failed.get(keyId)
  if (failure !== undefined)
    return (
      <Badge tone="error" sign="✕">
        {failure.reason}
      </Badge>
    )
  if (revoked.has(keyId))
    return (
      <Badge tone="ok" sign="✓">
        {t('Revoked')}
      </Badge>
    )
  if (current === keyId) return <span className="text-muted">{t('Revoking …')}</span>
  return <span className="text-muted">{phase === 'done' ? t('Not tried') : t('Waiting')}</span>
}
