import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { KeyChange, KeyStore } from '@latchkey/core/ports/key-store'

/** Forgets a key that changed, before whoever changed it learns that it did: on this process a revoke is visible at once. */
export function evictingKeyStore(
  store: KeyStore,
  evict: (projectId: ProjectId, id: KeyId, version: number) => Awaitable<void>,
): KeyStore {
  return {
    find: (projectId, id) => store.find(projectId, id),
    findMany: (projectId, ids) => store.findMany(projectId, ids),
    list: (projectId, query) => store.list(projectId, query),
    insert: (projectId, insertion) => store.insert(projectId, insertion),
    insertMany: (projectId, insertions) => store.insertMany(projectId, insertions),
    recordUses: (uses) => store.recordUses(uses),
    // What ended so long ago is remembered nowhere: no entry of a cache outlives its key, and a revocation evicts at once.
    removeEnded: (sweep) => store.removeEnded(sweep),
    forgetRequests: (before, limit) => store.forgetRequests(before, limit),
    async change<C extends KeyChange>(projectId: ProjectId, id: KeyId, decide: Parameters<typeof store.change<C>>[2]) {
      const change = await store.change(projectId, id, decide)
      if (change?.remove === true) await evict(projectId, id, Number.POSITIVE_INFINITY)
      else if (change?.update !== undefined) await evict(projectId, id, change.update.version)
      return change
    },
  }
}
