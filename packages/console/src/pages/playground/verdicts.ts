import type { VerificationErrorCode } from '@latchkey/sdk/messages'
import { t } from '../../i18n/i18n.ts'

export interface Explanation {
  /** In words, what happened. */
  readonly meaning: string
  /** What to do about it. */
  readonly next: string
}

const short = (code: string): string => code.replace('VERIFICATION_ERROR_', '')

/** `NOT_FOUND` of `VERIFICATION_ERROR_NOT_FOUND`. */
export const shortCode = short

/** Why a credential was refused, and the way out, for each answer of the server. */
export const explanationOf = (code: VerificationErrorCode | undefined): Explanation =>
  explanations()[short(code ?? '')] ?? {
    meaning: t('The server refused the credential.'),
    next: t('Look at the raw answer below.'),
  }

const explanations = (): Readonly<Record<string, Explanation>> => ({
  NOT_FOUND: {
    meaning: t('This project knows no such key: it was never issued here, was deleted, or its text was changed.'),
    next: t(
      'Check that the whole key was copied, that it belongs to this project, and that its prefix and HMAC secret were not dropped.',
    ),
  },
  EXPIRED: {
    meaning: t('The key was good once; its time is over.'),
    next: t('Rotate the key or issue a new one. The end of a key cannot be moved.'),
  },
  REVOKED: {
    meaning: t('Somebody revoked this key. That is final.'),
    next: t('Look at the key for the reason and at the audit log for who did it, then issue a new key if the caller may go on.'),
  },
  SUSPENDED: {
    meaning: t('The key is suspended and refuses until it is resumed.'),
    next: t('Resume the key on its page when the reason is gone.'),
  },
  SIGNATURE_INVALID: {
    meaning: t('The token was not signed by this project, was changed, or is outside of its time.'),
    next: t('Derive a new token. If all tokens fail, look whether the signing key or the issuer was changed.'),
  },
  INVALID_FORMAT: {
    meaning: t('What was presented is empty or longer than any credential.'),
    next: t('Send the key itself, without “Bearer”, quotes or line ends; at most 16 KiB.'),
  },
  IP_NOT_ALLOWED: {
    meaning: t('The key may be used from some addresses only, and this browser’s is not one of them.'),
    next: t(
      'Call from an allowed address, or add this one to the key. Behind a proxy, check the configuration of the client address.',
    ),
  },
  RATE_LIMITED: {
    meaning: t('The key has used up its requests for now.'),
    next: t('Wait until it may be used again, or raise its limit.'),
  },
  INSUFFICIENT_SCOPE: {
    meaning: t('The key is good but does not hold all of the scopes that you asked for.'),
    next: t('Compare the required scopes with those of the key, and change one of them.'),
  },
  INTERNAL: {
    meaning: t('The server could not answer for this credential.'),
    next: t('Try again. If it stays, look at the server’s log and health.'),
  },
})
