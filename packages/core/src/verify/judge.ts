import type { DerivedTokenClaims } from '../derive/derived-token-claims.ts'
import type { KeyId, ProjectId } from '../key/api-key.ts'
import { type Awaitable, whenReady } from '../ports/awaitable.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { CachedVerification, VerificationCache } from '../ports/verification-cache.ts'
import type { Project } from '../project/project.ts'
import { refusalOfKey, refusalOfToken } from './refusal.ts'
import type { CacheStatus, EnforcedRateLimit, VerificationFailure, VerificationOutcome } from './verification-outcome.ts'
import type { VerificationContext, VerificationRequest } from './verification-request.ts'
import { credentialOfToken } from './verified-credential.ts'

export interface VerifyDependencies {
  readonly keyStore: Pick<KeyStore, 'find' | 'findMany'>
  readonly cache: VerificationCache
  readonly rateLimiter: RateLimiter
  /** Queued: a verification never writes. */
  readonly noteUse: (projectId: ProjectId, keyId: KeyId, now: Instant) => void
  readonly clock: Clock
}

/** One question about one credential, on its way through the steps. */
export interface Verification {
  readonly project: Project
  readonly request: VerificationRequest
  readonly context: VerificationContext
  readonly now: Instant
}

/** What is decided afresh on each use of a key, whether it came from the cache or not. */
export function judgeKey(
  deps: VerifyDependencies,
  { project, request, context, now }: Verification,
  { key, credential }: CachedVerification,
  cache: CacheStatus,
): Awaitable<VerificationOutcome> {
  const failure = refusalOfKey(key, { clientIp: context.clientIp, requiredScopes: request.requiredScopes }, now)
  if (failure !== undefined) return refused(failure, cache)
  const accept = (rateLimit: EnforcedRateLimit | undefined): VerificationOutcome => {
    if (rateLimit?.decision.allowed === false) return refused('rate_limited', cache, rateLimit)
    if (!request.dryRun) deps.noteUse(project.id, key.id, now)
    return { valid: true, credential, rateLimit, cache }
  }
  const policy = key.rateLimit
  if (policy === undefined || !project.settings.rateLimitEnabled) return accept(undefined)
  const cost = request.dryRun ? 0 : request.cost
  return whenReady(deps.rateLimiter.consume(project.id, key.id, policy, cost), (decision) =>
    accept(decision === undefined ? undefined : { policy, decision }),
  )
}

/** A derived token stands on its own, unless the project wants its parent asked too. */
export function judgeToken(
  deps: VerifyDependencies,
  { project, request, context, now }: Verification,
  { kind, claims }: { readonly kind: 'jwt' | 'macaroon'; readonly claims: DerivedTokenClaims },
): Awaitable<VerificationOutcome> {
  const failure = refusalOfToken(claims, { clientIp: context.clientIp, requiredScopes: request.requiredScopes })
  if (failure !== undefined) return refused(failure, 'SKIP')
  const valid: VerificationOutcome = {
    valid: true,
    credential: credentialOfToken(kind, claims),
    rateLimit: undefined,
    cache: 'SKIP',
  }
  if (!project.settings.derivedTokens.verifyParent) return valid
  return whenReady(deps.keyStore.find(project.id, claims.akid as KeyId), (parent) => {
    if (parent === undefined) return refused('not_found', 'SKIP')
    const parentFailure = refusalOfKey(parent, { clientIp: context.clientIp, requiredScopes: [] }, now)
    return parentFailure === undefined ? valid : refused(parentFailure, 'SKIP')
  })
}

export const refused = (
  failure: VerificationFailure,
  cache: CacheStatus,
  rateLimit: EnforcedRateLimit | undefined = undefined,
): VerificationOutcome => ({ valid: false, failure, rateLimit, cache })
