import type { HashAlgorithm } from '@latchkey/contract/messages/imported-keys'
import type {
  RevocationReason as WireReason,
  KeyStatus as WireStatus,
  KeyVisibility as WireVisibility,
} from '@latchkey/contract/messages/shared'
import type { ImportedHashAlgorithm, KeyStatus, KeyVisibility, RevocationReason } from '@latchkey/core/key/api-key'

/** Our words and the wire's, one table per closed set: a missing line is a type error. */
export const wireStatusOf = {
  active: 'KEY_STATUS_ACTIVE',
  suspended: 'KEY_STATUS_SUSPENDED',
  expired: 'KEY_STATUS_EXPIRED',
  revoked: 'KEY_STATUS_REVOKED',
} as const satisfies Record<KeyStatus, WireStatus>

export const wireVisibilityOf = {
  secret: 'KEY_VISIBILITY_SECRET',
  public: 'KEY_VISIBILITY_PUBLIC',
} as const satisfies Record<KeyVisibility, WireVisibility>

export const visibilityOfWire = {
  KEY_VISIBILITY_UNSPECIFIED: 'secret',
  KEY_VISIBILITY_SECRET: 'secret',
  KEY_VISIBILITY_PUBLIC: 'public',
} as const satisfies Record<WireVisibility, KeyVisibility>

export const wireReasonOf = {
  unspecified: 'REVOCATION_REASON_UNSPECIFIED',
  key_compromise: 'REVOCATION_REASON_KEY_COMPROMISE',
  affiliation_changed: 'REVOCATION_REASON_AFFILIATION_CHANGED',
  superseded: 'REVOCATION_REASON_SUPERSEDED',
  privilege_withdrawn: 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN',
} as const satisfies Record<RevocationReason, WireReason>

export const reasonOfWire = {
  REVOCATION_REASON_UNSPECIFIED: 'unspecified',
  REVOCATION_REASON_KEY_COMPROMISE: 'key_compromise',
  REVOCATION_REASON_AFFILIATION_CHANGED: 'affiliation_changed',
  REVOCATION_REASON_SUPERSEDED: 'superseded',
  REVOCATION_REASON_PRIVILEGE_WITHDRAWN: 'privilege_withdrawn',
} as const satisfies Record<WireReason, RevocationReason>

export const hashAlgorithmOfWire = {
  sha256: 'sha256',
  sha512: 'sha512',
} as const satisfies Record<HashAlgorithm, ImportedHashAlgorithm>
