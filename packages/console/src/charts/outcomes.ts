import type { UsageCounts } from '@latchkey/sdk/messages'
import { t } from '../i18n/i18n.ts'

export type OutcomeGroup = 'valid' | 'limited' | 'rejected' | 'error'
export type OutcomeCode = Exclude<keyof UsageCounts, 'total'>

/** In the order in which they are stacked and named, from the ground up. */
export const outcomeGroups: readonly OutcomeGroup[] = ['valid', 'limited', 'rejected', 'error']

/** The codes of the server below the group that each belongs to. */
export const codesOf: Readonly<Record<OutcomeGroup, readonly OutcomeCode[]>> = {
  valid: ['valid'],
  limited: ['rate_limited'],
  rejected: [
    'not_found',
    'expired',
    'revoked',
    'suspended',
    'signature_invalid',
    'invalid_format',
    'ip_not_allowed',
    'insufficient_scope',
  ],
  error: ['internal'],
}

export const outcomeCodes: readonly OutcomeCode[] = outcomeGroups.flatMap((group) => codesOf[group])

export const groupName = (group: OutcomeGroup): string =>
  ({ valid: t('Valid'), limited: t('Rate-limited'), rejected: t('Rejected'), error: t('Error') })[group]

export const codeName = (code: OutcomeCode): string =>
  ({
    valid: t('Valid'),
    rate_limited: t('Rate-limited'),
    not_found: t('Not found'),
    expired: t('Expired'),
    revoked: t('Revoked'),
    suspended: t('Suspended'),
    signature_invalid: t('Signature invalid'),
    invalid_format: t('Invalid format'),
    ip_not_allowed: t('IP not allowed'),
    insufficient_scope: t('Insufficient scope'),
    internal: t('Internal error'),
  })[code]

/** Counts come as decimal text. */
export const countOf = (counts: UsageCounts, codes: readonly OutcomeCode[]): number =>
  codes.reduce((sum, code) => sum + Number(counts[code]), 0)
