import { requireApiKeyCredential } from '../credential/require-api-key-credential.ts'
import { DomainError, type DomainErrorCode, invalidField } from '../errors/domain-error.ts'
import type { ApiKey } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import { formatProtobufDuration } from '../key/duration.ts'
import type { JsonObject } from '../key/json.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project, SigningKey } from '../project/project.ts'
import { proveCredential } from '../verify/prove-credential.ts'
import { refusalOfKey } from '../verify/refusal.ts'
import { coversScopes } from '../verify/scopes.ts'
import type { VerificationFailure } from '../verify/verification-outcome.ts'
import { findProven } from '../verify/verify-credential.ts'
import { buildDerivedTokenClaims, type DerivedTokenClaims, type DerivedTokenKind } from './derived-token-claims.ts'
import { signJwt } from './jwt.ts'
import { mintMacaroon } from './macaroon-token.ts'

export interface DeriveTokenDependencies {
  readonly keyStore: Pick<KeyStore, 'find' | 'findMany'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface DeriveTokenRequest {
  /** The parent key's credential. Secret. */
  readonly credential: string
  readonly tokenKind: DerivedTokenKind
  /** `undefined` takes the project's default, or what is left of the parent's life when that is less. */
  readonly ttlMs: number | undefined
  /** Empty takes all of the parent's. */
  readonly scopes: readonly string[]
  /** Those with a reserved name are dropped. */
  readonly customClaims: JsonObject
}

export interface DerivedToken {
  /** Secret. */
  readonly token: string
  readonly expiresAt: Instant
  readonly scopes: readonly string[]
  readonly claims: DerivedTokenClaims
}

export type DeriveToken = (project: Project, call: Call, request: DeriveTokenRequest) => Promise<DerivedToken>

/**
 * Makes a short-lived token that can do at most what its parent can. The parent is read afresh, never from a cache. Refuses
 * with `credential_required`, `unknown_credential`, `invalid_token_type` (a derived token as parent), `forbidden` (revoked
 * parent, or scopes it does not hold), another word for what is wrong with the parent, `bad_request`, or
 * `internal_server_error` naming a signing key that is missing.
 */
export const makeDeriveToken =
  ({ keyStore, clock, random }: DeriveTokenDependencies): DeriveToken =>
  async (project, call, request) => {
    const now = clock.now()
    const parent = await findParent(keyStore, { project, call, credential: request.credential, now })
    const scopes = request.scopes.length === 0 ? parent.scopes : request.scopes
    if (!coversScopes(parent.scopes, scopes)) {
      throw new DomainError('forbidden', { reason: 'The parent API key does not hold all of the requested scopes' })
    }
    const grant = {
      parent,
      tokenKind: request.tokenKind,
      issuer: project.settings.issuer.current,
      tokenId: random.uuid(),
      now,
      expiresAt: expiryOfToken(project, parent, request.ttlMs, now),
      scopes,
    }
    const claims = buildDerivedTokenClaims(grant, request.customClaims)
    return { token: seal(project, claims, now), expiresAt: grant.expiresAt, scopes, claims }
  }

interface ParentSearch {
  readonly project: Project
  readonly call: Call
  readonly credential: string
  readonly now: Instant
}

async function findParent(
  keyStore: DeriveTokenDependencies['keyStore'],
  { project, call, credential, now }: ParentSearch,
): Promise<ApiKey> {
  requireApiKeyCredential(credential)
  const proof = proveCredential(project, credential, now)
  if ('claims' in proof) {
    throw new DomainError('invalid_token_type', { reason: 'a token can only be derived from an issued or imported API key' })
  }
  if (proof.kind === 'none') throw refusalOfParent(proof.failure)
  const parent = await findProven({ keyStore }, project, proof)
  if (parent === undefined) throw refusalOfParent('not_found')
  const failure = refusalOfKey(parent, { clientIp: call.ip, requiredScopes: [] }, now)
  if (failure !== undefined) throw refusalOfParent(failure)
  return parent
}

/** Why a parent will not do, in the API's words; whatever has no word of its own is `parent_key_invalid`. */
const parentRefusals: Partial<Record<VerificationFailure, DomainErrorCode>> = {
  invalid_format: 'invalid_api_key_format',
  signature_invalid: 'signature_invalid',
  expired: 'api_key_expired',
  ip_not_allowed: 'ip_not_allowed',
}

function refusalOfParent(failure: VerificationFailure): DomainError {
  if (failure === 'revoked') return new DomainError('forbidden', { reason: 'the parent API key has been revoked' })
  const code = parentRefusals[failure]
  return code === undefined
    ? new DomainError('parent_key_invalid', { reason: `the parent API key is not valid: ${failure}` })
    : new DomainError(code)
}

/** A whole second, since a claim cannot say it finer. */
function expiryOfToken({ settings }: Project, parent: ApiKey, ttlMs: number | undefined, now: Instant): Instant {
  const { defaultTtlMs, maxTtlMs } = settings.derivedTokens
  // A key in its grace period ends with it.
  const remainingMs = Math.min(parent.expiresAt ?? Infinity, parent.revocation?.at ?? Infinity) - now
  if (ttlMs !== undefined) refuseTtl(ttlMs, { maxTtlMs, remainingMs })
  const lifetimeMs = ttlMs ?? Math.min(defaultTtlMs, maxTtlMs, remainingMs)
  const expiresAt = Math.floor((now + lifetimeMs) / 1000) * 1000
  if (expiresAt <= now) throw refusalOfParent('expired')
  return expiresAt as Instant
}

function refuseTtl(ttlMs: number, { maxTtlMs, remainingMs }: { readonly maxTtlMs: number; readonly remainingMs: number }): void {
  if (ttlMs < 1000) throw invalidField('ttl', 'must be at least one second')
  if (ttlMs > maxTtlMs) throw invalidField('ttl', `must not be longer than the maximum of ${formatProtobufDuration(maxTtlMs)}`)
  if (ttlMs > remainingMs) throw invalidField('ttl', 'must not outlive the parent API key')
}

const seal = (project: Project, claims: DerivedTokenClaims, now: Instant): string =>
  claims.tty === 'jwt'
    ? signJwt(claims, currentSigningKey(project, now))
    : mintMacaroon(claims, project.settings.derivedTokens.macaroonPrefix.current, project.hmacSecrets.current.key)

/** The key that the settings name, or else the first. */
function currentSigningKey({ settings, signingKeys }: Project, now: Instant): SigningKey {
  const kid = settings.derivedTokens.signingKeyId
  const live = signingKeys.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ value }) => value)
  const signingKey = kid === undefined ? live[0] : live.find((candidate) => candidate.kid === kid)
  if (signingKey === undefined) {
    const missing = kid === undefined ? 'The project has no signing key' : `The project has no signing key ${JSON.stringify(kid)}`
    throw new DomainError('internal_server_error', { reason: missing, metadata: kid === undefined ? {} : { kid } })
  }
  return signingKey
}
