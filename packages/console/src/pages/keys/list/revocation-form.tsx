import type { RevocationReason, RevokeApiKeyRequest } from '@latchkey/sdk/messages'
import { useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'

const WITHDRAWN = 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN'

const reasons = (): readonly { value: RevocationReason | ''; label: string }[] => [
  { value: '', label: t('Choose a reason') },
  { value: 'REVOCATION_REASON_KEY_COMPROMISE', label: t('Compromised: somebody else may have it') },
  { value: 'REVOCATION_REASON_SUPERSEDED', label: t('Replaced by another key') },
  { value: 'REVOCATION_REASON_AFFILIATION_CHANGED', label: t('Owner changed or left') },
  { value: WITHDRAWN, label: t('Access withdrawn') },
]

export interface RevocationDraft {
  readonly reason: RevocationReason | ''
  readonly note: string
}

export const useRevocationDraft = () => useState<RevocationDraft>({ reason: '', note: '' })

/** `undefined` until a reason is chosen: there is none by default, and a note only goes with a withdrawal. */
export function revocationOf({ reason, note }: RevocationDraft): RevokeApiKeyRequest | undefined {
  if (reason === '') return undefined
  return reason === WITHDRAWN && note.trim() !== '' ? { reason, description: note.trim() } : { reason }
}

export const RevocationFields = ({
  draft,
  onChange,
  disabled = false,
}: {
  readonly draft: RevocationDraft
  readonly onChange: (draft: RevocationDraft) => void
  readonly disabled?: boolean
}) => (
  <>
    <SelectField
      label={t('Reason')}
      value={draft.reason}
      disabled={disabled}
      choices={reasons()}
      onChoose={(reason) => onChange({ ...draft, reason: reason as RevocationDraft['reason'] })}
    />
    {draft.reason === WITHDRAWN && (
      <TextField
        label={t('Note')}
        hint={t('Kept with the key, for whoever looks at it later.')}
        value={draft.note}
        maxLength={256}
        disabled={disabled}
        onChange={(event) => onChange({ ...draft, note: event.target.value })}
      />
    )}
  </>
)
