import { LatchkeyError, LatchkeyUnreachableError, SecretLostError } from '@latchkey/sdk/errors'
import { t } from '../i18n/i18n.ts'

/** What a page says about a call that did not work. */
export interface Failure {
  /** Stable, for people who look it up and programs that compare it. */
  readonly reason: string
  readonly message: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly requestId: string
  /** The field that the server objects to. */
  readonly field: string | undefined
}

/** Both envelopes, no answer at all, and whatever else may be thrown: always a reason and a sentence. */
export function failureOf(error: unknown): Failure {
  if (error instanceof LatchkeyError) {
    const unknown = error.id === 'unexpected_response'
    return {
      reason: unknown ? 'UNKNOWN' : error.id,
      message: unknown
        ? t('The server answered in a way that is not known here (HTTP {status}).', { status: error.status })
        : error.message,
      status: error.status,
      requestId: error.requestId,
      field: error.field,
    }
  }
  const nowhere = { status: 0, requestId: '', field: undefined }
  if (error instanceof LatchkeyUnreachableError) {
    return { ...nowhere, reason: 'UNREACHABLE', message: t('The server does not answer.') }
  }
  if (error instanceof SecretLostError) return { ...nowhere, reason: 'SECRET_LOST', message: error.message }
  return { ...nowhere, reason: 'UNKNOWN', message: error instanceof Error ? error.message : String(error) }
}

export const isGone = (error: unknown): boolean => error instanceof LatchkeyError && error.status === 404
export const isOverQuota = (error: unknown): boolean => error instanceof LatchkeyError && error.status === 402
export const isStale = (error: unknown): boolean =>
  error instanceof LatchkeyError && (error.status === 409 || error.status === 412)
