import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import { type ApiKey, type RevocationReason, statusAt } from './api-key.ts'

/** How long the record of a revoked key is kept at least, for the audit. */
export const REVOKED_RECORD_KEPT_MS = 30 * 24 * 60 * 60 * 1000

export interface RevocationGrounds {
  readonly reason: RevocationReason
  /** Only with `privilege_withdrawn`. */
  readonly description: string | undefined
}

/** Throws `bad_request` for a description that does not belong to its reason. */
export function checkGrounds({ reason, description }: RevocationGrounds): void {
  if (description !== undefined && reason !== 'privilege_withdrawn') {
    throw invalidField('description', 'only allowed with the reason REVOCATION_REASON_PRIVILEGE_WITHDRAWN')
  }
}

/** Revoked for good at `now`; also ends a rotated key's grace period early. Throws `conflict` when it already is. */
export function revoked<K extends ApiKey>(apiKey: K, grounds: RevocationGrounds, now: Instant): K {
  if (statusAt(apiKey, now) === 'revoked') throw new DomainError('conflict', { reason: 'The API key is already revoked' })
  return {
    ...apiKey,
    revocation: { at: now, reason: grounds.reason, description: grounds.description },
    expiresAt: expiryOfRevoked(apiKey.expiresAt, now),
    updatedAt: now,
    version: apiKey.version + 1,
  }
}

/** A key that never expires stays so. */
export const expiryOfRevoked = (expiresAt: Instant | undefined, now: Instant): Instant | undefined =>
  expiresAt === undefined ? undefined : (Math.max(expiresAt, now + REVOKED_RECORD_KEPT_MS) as Instant)
