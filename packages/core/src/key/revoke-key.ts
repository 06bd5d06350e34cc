import type { Clock } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import type { ApiKey } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { changeKey, type KeyTarget } from './change-key.ts'
import { checkGrounds, type RevocationGrounds, revoked } from './revocation.ts'

export interface RevokeKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface RevokeKeyRequest {
  readonly target: KeyTarget
  readonly grounds: RevocationGrounds
}

/**
 * Revokes a key for good; a key in its grace period ends at once. Refuses with `api_key_not_found`, `etag_mismatch`,
 * `bad_request` (a description without its reason) or `conflict` (already revoked).
 */
export const makeRevokeKey =
  ({ keyStore, clock, random }: RevokeKeyDependencies) =>
  async (project: Project, call: Call, { target, grounds }: RevokeKeyRequest): Promise<ApiKey> => {
    checkGrounds(grounds)
    const auditId = random.uuid()
    const decision = await changeKey(keyStore, project.id, target, (current) => {
      const now = clock.now()
      const update = revoked(current, grounds, now)
      const audit = auditOf(call, { id: auditId, at: now, event: 'api_key.revoked', before: current, after: update })
      return { update, audit: [audit] }
    })
    return decision.update
  }
