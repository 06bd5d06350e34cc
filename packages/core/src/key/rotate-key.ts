import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyChange, KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { type IssuedKey, type KeyId, type KeyVisibility, statusAt } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { changeKey, type KeyTarget } from './change-key.ts'
import { prefixFor, secretOf } from './issue-key.ts'
import { applyEdits, type KeyEdits } from './key-attributes.ts'
import { asIssued } from './key-reference.ts'
import { revoked } from './revocation.ts'

/** The longest time for which a rotated key may go on beside its successor. */
export const GRACE_PERIOD_MAX_MS = 30 * 24 * 60 * 60 * 1000

export interface RotateKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface RotateKeyRequest {
  readonly target: Omit<KeyTarget, 'origin'>
  /** What the successor does not inherit. */
  readonly edits: KeyEdits & { readonly visibility?: KeyVisibility }
  /** How long the old key stays valid; 0 ends it at once. */
  readonly gracePeriodMs: number
}

export interface RotatedKey {
  readonly successor: IssuedKey
  /** The successor's whole credential, this once. */
  readonly secret: string
  readonly predecessor: IssuedKey
}

/**
 * Replaces a key by a successor with another id and secret, in one transaction. Of several calls at once one wins. Refuses
 * with `api_key_not_found`, `etag_mismatch`, `bad_request`, or `failed_precondition` for a key that is not active or was rotated before.
 */
export const makeRotateKey =
  ({ keyStore, clock, random }: RotateKeyDependencies) =>
  async (project: Project, call: Call, request: RotateKeyRequest): Promise<RotatedKey> => {
    refuseLongGracePeriod(request.gracePeriodMs)
    const draw: Draw = { successorId: random.uuid() as KeyId, auditIds: [random.uuid(), random.uuid()] }
    const target: KeyTarget = { ...request.target, origin: 'issued' }
    const { predecessor, successor } = await changeKey(keyStore, project.id, target, (record): Rotation => {
      const current = asIssued(record)
      const rotated = rotate(current, request, { project, successorId: draw.successorId, now: clock.now() })
      const audit = auditOfRotation(call, current, rotated, draw)
      return { ...rotated, update: rotated.predecessor, insert: rotated.successor, audit }
    })
    return { successor, predecessor, secret: secretOf(successor, project) }
  }

/** Chance is drawn once, before the change is decided. */
interface Draw {
  readonly successorId: KeyId
  readonly auditIds: readonly [string, string]
}

interface Rotation extends KeyChange {
  readonly predecessor: IssuedKey
  readonly successor: IssuedKey
}

function refuseLongGracePeriod(gracePeriodMs: number): void {
  if (gracePeriodMs > GRACE_PERIOD_MAX_MS) throw invalidField('grace_period', 'must not be longer than 30 days')
}

interface Circumstances {
  readonly project: Project
  readonly successorId: KeyId
  readonly now: Instant
}

function rotate(current: IssuedKey, request: RotateKeyRequest, { project, successorId, now }: Circumstances) {
  if (statusAt(current, now) !== 'active' || current.revocation !== undefined) {
    throw new DomainError('failed_precondition', { reason: 'Only an active API key that was not rotated before can be rotated' })
  }
  const visibility = request.edits.visibility ?? current.visibility
  const successor: IssuedKey = {
    ...applyEdits(current, request.edits),
    id: successorId,
    visibility,
    prefix: prefixFor(visibility, project.settings.prefixes),
    hmacSecretId: project.hmacSecrets.current.id,
    createdAt: now,
    updatedAt: now,
    lastUsedAt: undefined,
    lastUsedIp: undefined,
    version: 1,
    supersedes: current.id,
    supersededBy: undefined,
  }
  return { successor, predecessor: superseded(current, successorId, request.gracePeriodMs, now) }
}

/** In its grace period a key keeps its own expiry, which may come first. */
function superseded(current: IssuedKey, supersededBy: KeyId, gracePeriodMs: number, now: Instant): IssuedKey {
  const grounds = { reason: 'superseded', description: undefined } as const
  if (gracePeriodMs === 0) return { ...revoked(current, grounds, now), supersededBy }
  const revocation = { at: (now + gracePeriodMs) as Instant, ...grounds }
  return { ...current, revocation, supersededBy, updatedAt: now, version: current.version + 1 }
}

function auditOfRotation(
  call: Call,
  current: IssuedKey,
  { predecessor, successor }: Pick<Rotation, 'predecessor' | 'successor'>,
  { auditIds: [rotatedId, issuedId] }: Draw,
) {
  const at = successor.createdAt
  return [
    auditOf(call, { id: rotatedId, at, event: 'api_key.rotated', before: current, after: predecessor }),
    auditOf(call, { id: issuedId, at, event: 'api_key.issued', after: successor }),
  ]
}
