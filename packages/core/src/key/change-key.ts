import { DomainError } from '../errors/domain-error.ts'
import type { KeyChange, KeyStore } from '../ports/key-store.ts'
import type { ApiKey, ProjectId } from './api-key.ts'
import { found, type KeyReference, keyIdIn } from './key-reference.ts'

/** A key that a caller wants to change, perhaps only as it was last seen. */
export interface KeyTarget extends KeyReference {
  /** Versions the caller has seen and is ready to act on; `undefined` acts on any. */
  readonly expectedVersions: ReadonlySet<number> | undefined
}

/**
 * `KeyStore.change` for a key that a caller named: refuses with `api_key_not_found`, or with `etag_mismatch` when the key
 * is no longer as the caller saw it.
 */
export async function changeKey<C extends KeyChange>(
  keyStore: Pick<KeyStore, 'change'>,
  projectId: ProjectId,
  target: KeyTarget,
  decide: (current: ApiKey) => C,
): Promise<C> {
  const decision = await keyStore.change(projectId, keyIdIn(target), (current) => {
    if (target.expectedVersions?.has(current.version) === false) throw new DomainError('etag_mismatch')
    return decide(current)
  })
  return found(decision)
}
