import type { ApiKey, KeyId, ProjectId } from '../key/api-key.ts'
import { type Awaitable, whenReady } from '../ports/awaitable.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { SharedKeyCache } from '../ports/shared-key-cache.ts'
import type { CachedVerification, VerificationCache } from '../ports/verification-cache.ts'
import type { Project } from '../project/project.ts'
import { NO_IP, NO_KEY, type UsageEvent, type UsageOutcome } from '../usage/usage-event.ts'
import type { TokenProof } from './prove-credential.ts'
import { refusalOfKey, refusalOfToken } from './refusal.ts'
import type { CacheStatus, EnforcedRateLimit, VerificationFailure, VerificationOutcome } from './verification-outcome.ts'
import type { VerificationContext, VerificationRequest } from './verification-request.ts'
import { credentialOfToken } from './verified-credential.ts'

export interface VerifyDependencies {
  readonly keyStore: Pick<KeyStore, 'find' | 'findMany'>
  readonly cache: VerificationCache
  /** What processes share beside their own caches, where there is such a thing. */
  readonly shared?: SharedReads | undefined
  readonly rateLimiter: RateLimiter
  /** Queued: a verification never writes. */
  readonly noteUse: (projectId: ProjectId, keyId: KeyId, now: Instant, clientIp: string | undefined) => void
  /** Counted, and queued as well. */
  readonly noteOutcome: (event: UsageEvent) => void
  readonly clock: Clock
}

export interface SharedReads {
  readonly keyCache: SharedKeyCache
  /** The same store, for reads that may be answered together with others that began a moment before. */
  readonly keyStore: Pick<KeyStore, 'find' | 'findMany'>
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
  verification: Verification,
  { key, credential }: CachedVerification,
  cache: CacheStatus,
): Awaitable<VerificationOutcome> {
  const { project, request, context, now } = verification
  const failure = refusalOfKey(key, { clientIp: context.clientIp, requiredScopes: request.requiredScopes }, now)
  if (failure !== undefined) {
    noteOutcome(deps, verification, failure, key)
    return refused(failure, cache)
  }
  const accept = (rateLimit: EnforcedRateLimit | undefined): VerificationOutcome => {
    if (rateLimit?.decision.allowed === false) {
      noteOutcome(deps, verification, 'rate_limited', key)
      return refused('rate_limited', cache, rateLimit)
    }
    noteOutcome(deps, verification, 'valid', key)
    if (!request.dryRun) deps.noteUse(project.id, key.id, now, context.clientIp)
    return { valid: true, credential, rateLimit, cache }
  }
  const policy = key.rateLimit
  if (policy === undefined || !project.settings.rateLimitEnabled) return accept(undefined)
  const cost = request.dryRun ? 0 : request.cost
  return whenReady(deps.rateLimiter.consume(project.id, key.id, policy, cost), (decision) =>
    accept(decision === undefined ? undefined : { policy, decision }),
  )
}

/** A derived token stands on its own; with `family` its parent key, which may be gone, must be good as well. */
export function judgeToken(
  deps: VerifyDependencies,
  verification: Verification,
  { kind, claims }: TokenProof,
  family?: { readonly parent: ApiKey | undefined },
): VerificationOutcome {
  const { request, context, now } = verification
  const failure =
    refusalOfToken(claims, { clientIp: context.clientIp, requiredScopes: request.requiredScopes }) ??
    (family && refusalOfParent(family.parent, context.clientIp, now))
  noteOutcome(deps, verification, failure ?? 'valid', { id: claims.akid, actorId: claims.act })
  if (failure !== undefined) return refused(failure, 'SKIP')
  return { valid: true, credential: credentialOfToken(kind, claims), rateLimit: undefined, cache: 'SKIP' }
}

/** Counts a verification, unless it is a rehearsal. `key` is the one that the credential belongs to, where that is known. */
export function noteOutcome(
  deps: Pick<VerifyDependencies, 'noteOutcome'>,
  { project, request, context, now }: Verification,
  outcome: UsageOutcome,
  key: Pick<ApiKey, 'actorId'> & { readonly id: string } = NO_API_KEY,
): void {
  if (request.dryRun) return
  const ip = context.clientIp ?? NO_IP
  deps.noteOutcome({ projectId: project.id, keyId: key.id, actorId: key.actorId, outcome, ip, at: now })
}

const NO_API_KEY = { id: NO_KEY, actorId: '' }

const refusalOfParent = (
  parent: ApiKey | undefined,
  clientIp: string | undefined,
  now: Instant,
): VerificationFailure | undefined =>
  parent === undefined ? 'not_found' : refusalOfKey(parent, { clientIp, requiredScopes: [] }, now)

export const refused = (
  failure: VerificationFailure,
  cache: CacheStatus,
  rateLimit: EnforcedRateLimit | undefined = undefined,
): VerificationOutcome => ({ valid: false, failure, rateLimit, cache })
