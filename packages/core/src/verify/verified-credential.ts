import type { DerivedTokenClaims } from '../derive/derived-token-claims.ts'
import type { ApiKey } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { VerifiedCredential } from './verification-outcome.ts'

export const credentialOfKey = (key: ApiKey, issuer: string): VerifiedCredential => ({
  kind: key.origin === 'issued' ? 'issued_key' : 'imported_key',
  keyId: key.id,
  actorId: key.actorId,
  scopes: key.scopes,
  metadata: key.metadata,
  visibility: key.visibility,
  expiresAt: key.expiresAt,
  issuer,
  rateLimit: key.rateLimit,
})

export const credentialOfToken = (kind: 'jwt' | 'macaroon', claims: DerivedTokenClaims): VerifiedCredential => ({
  kind,
  keyId: claims.akid,
  actorId: claims.act,
  scopes: claims.scp,
  metadata: claims.meta,
  visibility: claims.vis,
  expiresAt: (claims.exp * 1000) as Instant,
  issuer: claims.iss,
  rateLimit: undefined,
})
