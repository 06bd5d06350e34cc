import type { Clock } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { changeKey, type KeyTarget } from './change-key.ts'

export interface DeleteImportedKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

/**
 * Removes an imported key for good, whatever its status; only its audit entries stay. Issued keys can only be revoked.
 * Refuses with `api_key_not_found` or `etag_mismatch`.
 */
export const makeDeleteImportedKey =
  ({ keyStore, clock, random }: DeleteImportedKeyDependencies) =>
  async (project: Project, call: Call, target: Omit<KeyTarget, 'origin'>): Promise<void> => {
    const auditId = random.uuid()
    await changeKey(keyStore, project.id, { ...target, origin: 'imported' }, (current) => ({
      remove: true,
      audit: [auditOf(call, { id: auditId, at: clock.now(), event: 'api_key.deleted', before: current })],
    }))
  }
