import { hash } from 'node:crypto'
import type { ApiKey, KeyId } from '../key/api-key.ts'
import { type Awaitable, whenReady } from '../ports/awaitable.ts'
import type { CachedVerification } from '../ports/verification-cache.ts'
import type { Project } from '../project/project.ts'
import { strictestKey } from './found-keys.ts'
import { judgeKey, judgeToken, noteOutcome, refused, type Verification, type VerifyDependencies } from './judge.ts'
import { type KeyProof, proveCredential, type TokenProof } from './prove-credential.ts'
import type { VerificationFailure, VerificationOutcome } from './verification-outcome.ts'
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
    if (step.kind !== 'pending') return conclude(deps, verification, step, undefined)
    return whenReady(findProven(deps, project, step.proof), (key) => conclude(deps, verification, step, key))
  }
}

/** What is known before the store is asked. Nothing has been counted or remembered yet. */
export type Step =
  | { readonly kind: 'refused'; readonly failure: VerificationFailure }
  /** The cache knows the key. */
  | { readonly kind: 'cached'; readonly hit: CachedVerification }
  /** A derived token that needs no parent. */
  | { readonly kind: 'token'; readonly proof: TokenProof }
  | PendingVerification

/** A verification that still needs a key from the store: its own, or the parent of a derived token. */
export interface PendingVerification {
  readonly kind: 'pending'
  readonly proof: KeyProof | TokenProof
  /** Where the key goes in the cache; `undefined` when it may not be written. */
  readonly fill: { readonly digest: string; readonly epoch: number } | undefined
  readonly cache: 'MISS' | 'SKIP'
}

/** Everything before the store: the cache, and what the credential proves by itself. */
export function prepare(deps: VerifyDependencies, { project, request, context, now }: Verification): Step {
  const cached = project.settings.cache.enabled
  const digest = cached ? digestOf(request.credential) : ''
  const hit = cached && context.readCache ? deps.cache.get(project.id, digest) : undefined
  if (hit !== undefined && (hit.proofEndsAt === undefined || hit.proofEndsAt > now)) return { kind: 'cached', hit }
  const proof = proveCredential(project, request.credential, now)
  if (proof.kind === 'none') return { kind: 'refused', failure: proof.failure }
  if ('claims' in proof) {
    const needsParent = project.settings.derivedTokens.verifyParent
    return needsParent ? { kind: 'pending', proof, fill: undefined, cache: 'SKIP' } : { kind: 'token', proof }
  }
  const fill = cached && context.writeCache ? { digest, epoch: deps.cache.beginFill() } : undefined
  return { kind: 'pending', proof, fill, cache: cached && context.readCache ? 'MISS' : 'SKIP' }
}

/** Everything after the store; `key` is what a pending step found there. Here, and only here, a use costs something. */
export function conclude(
  deps: VerifyDependencies,
  verification: Verification,
  step: Step,
  key: ApiKey | undefined,
): Awaitable<VerificationOutcome> {
  switch (step.kind) {
    case 'refused':
      noteOutcome(deps, verification, step.failure)
      return refused(step.failure, 'SKIP')
    case 'cached':
      return judgeKey(deps, verification, step.hit, 'HIT')
    case 'token':
      return judgeToken(deps, verification, step.proof)
    case 'pending':
      if ('claims' in step.proof) return judgeToken(deps, verification, step.proof, { parent: key })
      if (key !== undefined) return concludeFound(deps, verification, step, key)
      noteOutcome(deps, verification, 'not_found')
      return refused('not_found', step.cache)
  }
}

function concludeFound(
  deps: VerifyDependencies,
  verification: Verification,
  { proof, fill, cache }: PendingVerification,
  key: ApiKey,
): Awaitable<VerificationOutcome> {
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
  proof: KeyProof | TokenProof,
): Awaitable<ApiKey | undefined> {
  if (proof.kind === 'imported_key') {
    return whenReady(keyStore.findMany(project.id, proof.candidates), (found) => keyOfProof(proof, found))
  }
  return keyStore.find(project.id, 'claims' in proof ? (proof.claims.akid as KeyId) : proof.keyId)
}

/** Under which ids the key of a proof may be stored. */
export function idsOfProof(proof: KeyProof | TokenProof): readonly KeyId[] {
  if (proof.kind === 'imported_key') return proof.candidates
  return ['claims' in proof ? (proof.claims.akid as KeyId) : proof.keyId]
}

/** Picks a proof's key out of what was found. */
export const keyOfProof = (proof: KeyProof | TokenProof, found: ReadonlyMap<KeyId, ApiKey>): ApiKey | undefined =>
  strictestKey(idsOfProof(proof), found)

/** Finds a credential in the cache without keeping it. */
const digestOf = (credential: string): string => hash('sha256', credential, 'latin1')
