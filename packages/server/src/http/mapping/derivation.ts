import type { DeriveTokenRequest as DeriveTokenMessage, TokenAlgorithm } from '@latchkey/contract/messages/derivation'
import type { DeriveTokenRequest } from '@latchkey/core/derive/derive-token'
import type { DerivedTokenKind } from '@latchkey/core/derive/derived-token-claims'
import type { JsonObject } from '@latchkey/core/key/json'
import { ttlFromWire } from './durations.ts'

/** What to derive, in our words. */
export const derivationFromWire = (message: DeriveTokenMessage): DeriveTokenRequest => ({
  credential: message.credential ?? '',
  tokenKind: tokenKindOf[message.algorithm ?? 'TOKEN_ALGORITHM_UNSPECIFIED'],
  ttlMs: ttlFromWire(message.ttl),
  scopes: message.scopes ?? [],
  customClaims: (message.custom_claims ?? {}) as JsonObject,
})

const tokenKindOf = {
  TOKEN_ALGORITHM_UNSPECIFIED: 'jwt',
  TOKEN_ALGORITHM_JWT: 'jwt',
  TOKEN_ALGORITHM_MACAROON: 'macaroon',
} as const satisfies Record<TokenAlgorithm, DerivedTokenKind>
