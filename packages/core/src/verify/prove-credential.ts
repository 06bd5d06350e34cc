import type { KeyObject } from 'node:crypto'
import { classifyCredential } from '../credential/classify-credential.ts'
import { importedKeyIdCandidates } from '../credential/imported-key.ts'
import { checksumMatches, type ParsedIssuedKey } from '../credential/issued-key.ts'
import type { DerivedTokenClaims } from '../derive/derived-token-claims.ts'
import { verifyJwt } from '../derive/jwt.ts'
import { verifyMacaroon } from '../derive/macaroon-token.ts'
import type { KeyId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { KeyPrefixes, Project, Retired, Rotating } from '../project/project.ts'

/** Longest credential we look at, in UTF-16 code units. */
export const CREDENTIAL_MAX_LENGTH = 16 * 1024

/** How far another clock may run ahead of ours. */
export const CLOCK_SKEW_MS = 60_000

/** A credential that may belong to a stored key. */
export type KeyProof =
  /** Made by us with a secret that still verifies. */
  | { readonly kind: 'issued_key'; readonly keyId: KeyId; readonly proofEndsAt: Instant | undefined }
  /** Anything else may be an imported key: these are the ids it would be stored under. */
  | { readonly kind: 'imported_key'; readonly candidates: readonly KeyId[] }

/** A derived token that was signed by us and is in force. */
export interface TokenProof {
  readonly kind: 'jwt' | 'macaroon'
  readonly claims: DerivedTokenClaims
}

/** What a credential proves by itself, before any storage is asked. */
export type Proof =
  | KeyProof
  | TokenProof
  | { readonly kind: 'none'; readonly failure: 'invalid_format' | 'not_found' | 'signature_invalid' }

/**
 * Possession by computation alone. A forged or foreign issued key comes out as `not_found`, so that it looks like a key
 * that never existed.
 */
export function proveCredential(project: Project, credential: string, now: Instant): Proof {
  if (credential === '' || credential.length > CREDENTIAL_MAX_LENGTH) return { kind: 'none', failure: 'invalid_format' }
  const classified = classifyCredential(credential, valuesAt(project.settings.derivedTokens.macaroonPrefix, now))
  switch (classified.kind) {
    case 'issued_key':
      return proveIssuedKey(project, classified.parsed, now)
    case 'imported_key':
      return { kind: 'imported_key', candidates: importedKeyIdCandidates(project.id, credential) }
    case 'jwt':
      return provenToken('jwt', claimsOfJwt(project, credential, now))
    case 'macaroon':
      return provenToken('macaroon', claimsOfMacaroon(project, credential, classified.prefix, now))
  }
}

const NOT_FOUND: Proof = { kind: 'none', failure: 'not_found' }

function proveIssuedKey(project: Project, parsed: ParsedIssuedKey, now: Instant): Proof {
  const secretEndsAt = checksumEnd(project, parsed, now)
  if (secretEndsAt === undefined) return NOT_FOUND
  const issuedAt = parsed.issuedAtSeconds * 1000
  if (issuedAt > now + CLOCK_SKEW_MS) return NOT_FOUND
  const { maxTtlMs, prefixes } = project.settings
  const ageEndsAt = maxTtlMs === undefined ? Infinity : issuedAt + maxTtlMs
  if (ageEndsAt < now) return NOT_FOUND
  const prefixEndsAt = prefixEnd(prefixes, parsed.prefix, now)
  if (prefixEndsAt === undefined) return NOT_FOUND
  const endsAt = Math.min(secretEndsAt, ageEndsAt, prefixEndsAt)
  return { kind: 'issued_key', keyId: parsed.keyId, proofEndsAt: endsAt === Infinity ? undefined : (endsAt as Instant) }
}

/** Until when the secret that made this checksum verifies; `undefined` when none did. */
function checksumEnd(project: Project, parsed: ParsedIssuedKey, now: Instant): number | undefined {
  const { current, retired } = project.hmacSecrets
  if (checksumMatches(parsed, current.key)) return Infinity
  const match = retired.find((secret) => isLive(secret, now) && checksumMatches(parsed, secret.value.key))
  return match === undefined ? undefined : (match.expiresAt ?? Infinity)
}

function prefixEnd({ secret, public: publicPrefix }: KeyPrefixes, prefix: string, now: Instant): number | undefined {
  if (prefix === secret.current || prefix === publicPrefix.current) return Infinity
  const retired = [...secret.retired, ...publicPrefix.retired].find((entry) => entry.value === prefix && isLive(entry, now))
  return retired === undefined ? undefined : (retired.expiresAt ?? Infinity)
}

function claimsOfJwt(project: Project, token: string, now: Instant): DerivedTokenClaims | undefined {
  const signingKeys = project.signingKeys.filter((entry) => isLive(entry, now)).map((entry) => entry.value)
  const issuers = valuesAt(project.settings.issuer, now)
  return verifyJwt(token, { signingKeys, issuers, projectId: project.id, now })
}

function claimsOfMacaroon(project: Project, token: string, prefix: string, now: Instant): DerivedTokenClaims | undefined {
  const hmacKeys: readonly KeyObject[] = valuesAt(project.hmacSecrets, now).map((secret) => secret.key)
  const issuers = valuesAt(project.settings.issuer, now)
  return verifyMacaroon(token, { prefix, hmacKeys, issuers, projectId: project.id, now })
}

const provenToken = (kind: 'jwt' | 'macaroon', claims: DerivedTokenClaims | undefined): Proof =>
  claims === undefined ? { kind: 'none', failure: 'signature_invalid' } : { kind, claims }

const isLive = ({ expiresAt }: Retired<unknown>, now: Instant): boolean => expiresAt === undefined || expiresAt > now

/** The current value and every retired one that still verifies. */
function valuesAt<T>(rotating: Rotating<T>, now: Instant): readonly T[] {
  if (rotating.retired.length === 0) return [rotating.current]
  return [rotating.current, ...rotating.retired.filter((entry) => isLive(entry, now)).map((entry) => entry.value)]
}
