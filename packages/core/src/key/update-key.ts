import { DomainError } from '../errors/domain-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { type ApiKey, statusAt } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { changeKey, type KeyTarget } from './change-key.ts'
import { applyEdits, type KeyEdits } from './key-attributes.ts'

export interface UpdateKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface UpdateKeyRequest {
  readonly target: KeyTarget
  readonly edits: KeyEdits
}

/**
 * Changes what may be changed on a key; without edits nothing changes. Refuses with `api_key_not_found`, `etag_mismatch`,
 * or `failed_precondition` for a revoked key: its record is kept as it was for the audit.
 */
export const makeUpdateKey =
  ({ keyStore, clock, random }: UpdateKeyDependencies) =>
  async (project: Project, call: Call, { target, edits }: UpdateKeyRequest): Promise<ApiKey> => {
    const auditId = random.uuid()
    const decision = await changeKey(keyStore, project.id, target, (current) => {
      const now = clock.now()
      if (statusAt(current, now) === 'revoked') {
        throw new DomainError('failed_precondition', { reason: 'A revoked API key cannot be changed' })
      }
      if (Object.keys(edits).length === 0) return { apiKey: current, audit: [] }
      const apiKey = { ...applyEdits(current, edits), updatedAt: now, version: current.version + 1 }
      const audit = auditOf(call, { id: auditId, at: now, event: 'api_key.updated', before: current, after: apiKey })
      return { apiKey, update: apiKey, audit: [audit] }
    })
    return decision.apiKey
  }
