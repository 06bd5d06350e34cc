import type { Clock } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { found, keyIdIn } from './key-reference.ts'

export interface DeleteImportedKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

/**
 * Removes an imported key for good, whatever its status; only its audit entries stay. Issued keys can only be revoked.
 * Refuses with `api_key_not_found`.
 */
export const makeDeleteImportedKey =
  ({ keyStore, clock, random }: DeleteImportedKeyDependencies) =>
  async (project: Project, call: Call, request: { readonly id: string }): Promise<void> => {
    const id = keyIdIn({ id: request.id, origin: 'imported' })
    const auditId = random.uuid()
    const decision = await keyStore.change(project.id, id, (current) => ({
      remove: true,
      audit: [auditOf(call, { id: auditId, at: clock.now(), event: 'api_key.deleted', before: current })],
    }))
    found(decision)
  }
