import { LatchkeyError, LatchkeyUnreachableError, SecretLostError } from '@latchkey/sdk/errors'
import type { IssueApiKeyRequest } from '@latchkey/sdk/messages'
import { projectClient } from '../../../api/clients.ts'
import { type Failure, failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { type FieldProblems, formFieldOf } from './issue-request.ts'

/** How an attempt to issue a key has ended. */
export type IssueOutcome =
  | { readonly kind: 'issued'; readonly secret: string }
  /** The key exists; nobody has seen its secret. */
  | { readonly kind: 'secret_lost'; readonly keyId: string }
  | { readonly kind: 'over_quota'; readonly limit: number; readonly used: number }
  | { readonly kind: 'field'; readonly problems: FieldProblems }
  /** Nobody knows whether the server did it; the same form may be sent again. */
  | { readonly kind: 'unknown'; readonly failure: Failure }
  /** An earlier, lost attempt of this form made a key with other values. */
  | { readonly kind: 'made_before'; readonly failure: Failure }
  | { readonly kind: 'refused'; readonly failure: Failure }

/** Not through the query client, which would keep the answer, and with it the secret. */
export async function issueKey(project: string, request: IssueApiKeyRequest): Promise<IssueOutcome> {
  try {
    const { secret, issued_api_key: key } = await projectClient(project).issuedKeys.issue(request)
    return secret === '' ? { kind: 'secret_lost', keyId: key.key_id } : { kind: 'issued', secret }
  } catch (error) {
    return outcomeOf(error)
  }
}

function outcomeOf(error: unknown): IssueOutcome {
  if (error instanceof SecretLostError) return { kind: 'secret_lost', keyId: error.keyId }
  const failure = failureOf(error)
  if (error instanceof LatchkeyUnreachableError) return { kind: 'unknown', failure }
  if (!(error instanceof LatchkeyError)) return { kind: 'refused', failure }
  if (error.status >= 502) return { kind: 'unknown', failure }
  if (error.status === 402) {
    const { limit, current_usage: used } = error.metadata
    return { kind: 'over_quota', limit: Number(limit), used: Number(used) }
  }
  if (error.status === 409) return { kind: 'made_before', failure }
  const field = formFieldOf(error.field)
  if (field === undefined) return { kind: 'refused', failure }
  return { kind: 'field', problems: { [field]: t('The server says: {message}', { message: failure.message }) } }
}
