import { DomainError } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { type ApiKey, statusAt } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { applyEdits, type KeyEdits } from './key-attributes.ts'
import { found, keyIdIn, type KeyReference } from './key-reference.ts'

export interface UpdateKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface UpdateKeyRequest {
  readonly key: KeyReference
  readonly edits: KeyEdits
  /** Versions the caller has seen and is ready to overwrite; `undefined` overwrites any. */
  readonly expectedVersions: ReadonlySet<number> | undefined
}

/**
 * Changes what may be changed on a key. Refuses with `api_key_not_found`, `etag_mismatch`, or `failed_precondition` for a
 * revoked key: its record is kept as it was for the audit.
 */
export const makeUpdateKey =
  ({ keyStore, clock, random }: UpdateKeyDependencies) =>
  async (project: Project, call: Call, request: UpdateKeyRequest): Promise<ApiKey> => {
    const id = keyIdIn(request.key)
    const auditId = random.uuid()
    const decision = await keyStore.change(project.id, id, (current) => {
      const now = clock.now()
      refuseStaleOrRevoked(current, request.expectedVersions, now)
      if (Object.keys(request.edits).length === 0) return { apiKey: current, audit: [] }
      const apiKey = { ...applyEdits(current, request.edits), updatedAt: now, version: current.version + 1 }
      const audit = auditOf(call, { id: auditId, at: now, event: 'api_key.updated', before: current, after: apiKey })
      return { apiKey, update: apiKey, audit: [audit] }
    })
    return found(decision).apiKey
  }

function refuseStaleOrRevoked(current: ApiKey, expectedVersions: ReadonlySet<number> | undefined, now: Instant): void {
  if (expectedVersions !== undefined && !expectedVersions.has(current.version)) throw new DomainError('etag_mismatch')
  if (statusAt(current, now) === 'revoked') {
    throw new DomainError('failed_precondition', { reason: 'A revoked API key cannot be changed' })
  }
}
