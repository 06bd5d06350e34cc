import type { RevocationReason } from '@latchkey/sdk/messages'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextAreaField, TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import { TrafficLine } from '../blast-radius.tsx'
import { keysChanged, keyUsageQuery } from '../key-detail-queries.ts'
import type { KeyDialogProps } from '../key-view.ts'
import { revokeKey } from '../loaded-key.ts'
import { reasonText, usedLately } from '../pure/key-texts.ts'

const reasons = [
  'REVOCATION_REASON_KEY_COMPROMISE',
  'REVOCATION_REASON_SUPERSEDED',
  'REVOCATION_REASON_AFFILIATION_CHANGED',
  'REVOCATION_REASON_PRIVILEGE_WITHDRAWN',
] as const satisfies readonly RevocationReason[]

/** Final, so: why, who would notice, and for a key in use its name. */
export function RevokeDialog({ project, loaded, onClose }: KeyDialogProps) {
  const { key } = loaded
  const queries = useQueryClient()
  const traffic = useQuery(keyUsageQuery(project, key.key_id, '24h'))
  const [reason, setReason] = useState<RevocationReason>()
  const [note, setNote] = useState('')
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const cancelRef = useRef<HTMLButtonElement>(null)
  const inUse = usedLately(key, Date.now()) || Number(traffic.data?.total.valid ?? 0) > 0
  const withdrawn = reason === 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN'
  const ready = reason !== undefined && !traffic.isPending && (!inUse || typed === key.name)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setProblem(undefined)
    try {
      await revokeKey(project, loaded, withdrawn && note.trim() !== '' ? { reason, description: note.trim() } : { reason })
      await keysChanged(queries, project)
      onClose()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      title={t('Revoke {name}', { name: key.name })}
      description={t('Whoever uses this key is refused from now on. This cannot be taken back.')}
      onClose={onClose}
      initialFocus={cancelRef}
    >
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Note tone={inUse ? 'warn' : 'neutral'}>
          <TrafficLine project={project} record={key} />
        </Note>
        <ReasonChoice reason={reason} onChoose={setReason} />
        {withdrawn && (
          <TextAreaField
            label={t('Note')}
            hint={t('Why access was withdrawn; kept with the key.')}
            maxLength={1024}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
        {reason === 'REVOCATION_REASON_KEY_COMPROMISE' && (
          <Note tone="info">
            <p>{t('Afterwards look at its audit entries, and at the other keys of its actor.')}</p>
            <Link to="/projects/$project/api-keys/keys/$keyId/leaked" params={{ project, keyId: key.key_id } as never}>
              {t('Revoke, replace and report it on one screen')}
            </Link>
          </Note>
        )}
        {inUse && (
          <TextField
            label={t('Type {name} to confirm', { name: key.name })}
            hint={t('It was used within the last 24 hours.')}
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <Actions>
          <Button ref={cancelRef} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" look="danger" busy={busy} disabled={!ready}>
            {t('Revoke key')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

const ReasonChoice = ({
  reason,
  onChoose,
}: {
  readonly reason: RevocationReason | undefined
  readonly onChoose: (reason: RevocationReason) => void
}) => (
  <fieldset className="grid gap-2">
    <legend className="mb-2 font-medium">{t('Why? (required)')}</legend>
    {reasons.map((value) => (
      <label key={value} className="flex min-h-6 items-center gap-2">
        <input
          type="radio"
          name="reason"
          required
          className="size-5 accent-(--accent)"
          checked={reason === value}
          onChange={() => onChoose(value)}
        />
        {reasonText(value)}
      </label>
    ))}
  </fieldset>
)
