import { hash } from 'node:crypto'
import type { ApiKey, KeyId } from '../key/api-key.ts'
import { type Awaitable, whenReady } from '../ports/awaitable.ts'
import type { SharedKey } from '../ports/shared-key-cache.ts'
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
    return whenReady(findPending(deps, project, step), (found) => conclude(deps, verification, step, found))
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

/** A key, where it was found, and how long it may be remembered for that reason. */
export interface FoundKey {
  readonly key: ApiKey
  readonly source: 'store' | 'shared cache'
  readonly ttlMs: number
}

export const foundInStore = (key: ApiKey | undefined): FoundKey | undefined =>
  key && { key, source: 'store', ttlMs: Number.POSITIVE_INFINITY }

export const foundInCache = ({ key, ttlMs }: SharedKey): FoundKey => ({ key, source: 'shared cache', ttlMs })

/** One read, or none when the shared cache knows the key. */
function findPending(
  deps: VerifyDependencies,
  project: Project,
  { proof, cache }: PendingVerification,
): Awaitable<FoundKey | undefined> {
  const shared = cache === 'MISS' ? deps.shared : undefined
  if (shared === undefined) return whenReady(findProven(deps, project, proof), foundInStore)
  return whenReady(shared.keyCache.find(project.id, [idsOfProof(proof)]), ([hit]) =>
    hit === undefined ? whenReady(findProven(shared, project, proof), foundInStore) : foundInCache(hit),
  )
}

/** Everything after the reads; `found` is what a pending step was given. Here, and only here, a use costs something. */
export function conclude(
  deps: VerifyDependencies,
  verification: Verification,
  step: Step,
  found: FoundKey | undefined,
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
      if ('claims' in step.proof) return judgeToken(deps, verification, step.proof, { parent: found?.key })
      if (found !== undefined) return concludeFound(deps, verification, step, found)
      noteOutcome(deps, verification, 'not_found')
      return refused('not_found', step.cache)
  }
}

function concludeFound(
  deps: VerifyDependencies,
  verification: Verification,
  { proof, fill, cache }: PendingVerification,
  { key, source, ttlMs }: FoundKey,
): Awaitable<VerificationOutcome> {
  const { project, now } = verification
  const verified: CachedVerification = {
    key,
    credential: credentialOfKey(key, project.settings.issuer.current),
    proofEndsAt: proof.kind === 'issued_key' ? proof.proofEndsAt : undefined,
  }
  if (fill !== undefined && key.revocation === undefined) {
    const recordTtlMs = Math.min(project.settings.cache.ttlMs, (key.expiresAt ?? Infinity) - now, ttlMs)
    const proofTtlMs = Math.min(recordTtlMs, (verified.proofEndsAt ?? Infinity) - now)
    if (proofTtlMs > 0) deps.cache.put(project.id, fill.digest, verified, { epoch: fill.epoch, ttlMs: proofTtlMs })
    // What comes from there does not go back: its life would begin anew.
    if (source === 'store' && recordTtlMs > 0) deps.shared?.keyCache.put(key, recordTtlMs)
  }
  return judgeKey(deps, verification, verified, source === 'store' ? cache : 'HIT')
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
