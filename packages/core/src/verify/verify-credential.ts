import { hash } from 'node:crypto'
import type { ApiKey, KeyId } from '../key/api-key.ts'
import { type Awaitable, whenReady } from '../ports/awaitable.ts'
import type { CachedVerification } from '../ports/verification-cache.ts'
import type { Project } from '../project/project.ts'
import { strictestKey } from './found-keys.ts'
import { judgeKey, judgeToken, refused, type Verification, type VerifyDependencies } from './judge.ts'
import { type KeyProof, proveCredential } from './prove-credential.ts'
import type { VerificationOutcome } from './verification-outcome.ts'
import type { VerificationContext, VerificationRequest } from './verification-request.ts'
import { credentialOfKey } from './verified-credential.ts'

export type VerifyCredential = (
  project: Project,
  request: VerificationRequest,
  context: VerificationContext,
) => Awaitable<VerificationOutcome>

/**
 * Is this credential good now? At most one read of the store, no write; a cache hit or a derived token reads nothing.
 * Answers at once when everything it needs answers at once. Rejects with `service_unavailable` when the store is down.
 */
export function makeVerifyCredential(deps: VerifyDependencies): VerifyCredential {
  return (project, request, context) => {
    const verification: Verification = { project, request, context, now: deps.clock.now() }
    const step = prepare(deps, verification)
    if (step.kind === 'decided') return step.outcome
    return whenReady(findProven(deps, project, step.proof), (key) => conclude(deps, verification, step, key))
  }
}

/** A verification that still needs its key from the store. */
export interface PendingVerification {
  readonly kind: 'pending'
  readonly proof: KeyProof
  /** Where the key goes in the cache; `undefined` when it may not be written. */
  readonly fill: { readonly digest: string; readonly epoch: number } | undefined
  readonly cache: 'MISS' | 'SKIP'
}

/** Everything before the store: the cache, and what the credential proves by itself. */
export function prepare(
  deps: VerifyDependencies,
  verification: Verification,
): PendingVerification | { readonly kind: 'decided'; readonly outcome: Awaitable<VerificationOutcome> } {
  const { project, request, context, now } = verification
  const cached = project.settings.cache.enabled
  const digest = cached ? digestOf(request.credential) : ''
  const hit = cached && context.readCache ? deps.cache.get(project.id, digest) : undefined
  if (hit !== undefined && (hit.proofEndsAt === undefined || hit.proofEndsAt > now)) {
    return { kind: 'decided', outcome: judgeKey(deps, verification, hit, 'HIT') }
  }
  const proof = proveCredential(project, request.credential, now)
  if (proof.kind === 'none') return { kind: 'decided', outcome: refused(proof.failure, 'SKIP') }
  if ('claims' in proof) {
    return { kind: 'decided', outcome: judgeToken(deps, verification, proof) }
  }
  const fill = cached && context.writeCache ? { digest, epoch: deps.cache.beginFill() } : undefined
  return { kind: 'pending', proof, fill, cache: cached && context.readCache ? 'MISS' : 'SKIP' }
}

/** Everything after the store. */
export function conclude(
  deps: VerifyDependencies,
  verification: Verification,
  { proof, fill, cache }: PendingVerification,
  key: ApiKey | undefined,
): Awaitable<VerificationOutcome> {
  if (key === undefined) return refused('not_found', cache)
  const { project, now } = verification
  const found: CachedVerification = {
    key,
    credential: credentialOfKey(key, project.settings.issuer.current),
    proofEndsAt: proof.kind === 'issued_key' ? proof.proofEndsAt : undefined,
  }
  if (fill !== undefined && key.revocation === undefined) {
    const endsAt = Math.min(key.expiresAt ?? Infinity, found.proofEndsAt ?? Infinity)
    const ttlMs = Math.min(project.settings.cache.ttlMs, endsAt - now)
    if (ttlMs > 0) deps.cache.put(project.id, fill.digest, found, { epoch: fill.epoch, ttlMs })
  }
  return judgeKey(deps, verification, found, cache)
}

/** The one read: the key that a proof points to. */
export function findProven(
  { keyStore }: Pick<VerifyDependencies, 'keyStore'>,
  project: Project,
  proof: KeyProof,
): Awaitable<ApiKey | undefined> {
  if (proof.kind === 'issued_key') return keyStore.find(project.id, proof.keyId)
  return whenReady(keyStore.findMany(project.id, proof.candidates), (found) => keyOfProof(proof, found))
}

/** Picks a proof's key out of what was found. */
export const keyOfProof = (proof: KeyProof, found: ReadonlyMap<KeyId, ApiKey>): ApiKey | undefined =>
  proof.kind === 'issued_key' ? found.get(proof.keyId) : strictestKey(proof.candidates, found)

/** Finds a credential in the cache without keeping it. */
const digestOf = (credential: string): string => hash('sha256', credential, 'base64url')
