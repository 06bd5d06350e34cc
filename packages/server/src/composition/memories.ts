import type { VerificationCache } from '@latchkey/core/ports/verification-cache'
import type { Memories } from '../coherence/follow-invalidations.ts'
import type { AccessKeys } from '../http/access-keys.ts'
import type { ProjectDirectory } from '../project/project-directory.ts'
import type { SharedKeys } from './shared-keys.ts'

interface Remembering {
  readonly cache: VerificationCache
  readonly projects: ProjectDirectory
  readonly accessKeys: AccessKeys
  readonly sharedKeys?: SharedKeys | undefined
}

/** Everything that this process remembers of the store, forgotten by kind of change. */
export const makeMemories = ({ cache, projects, accessKeys, sharedKeys }: Remembering): Memories => ({
  forget(invalidation) {
    switch (invalidation.kind) {
      case 'api_key':
        cache.evict(invalidation.projectId, invalidation.keyId, invalidation.version)
        void sharedKeys?.evict(invalidation.projectId, invalidation.keyId, invalidation.version)
        return
      case 'project':
        projects.forget(invalidation.projectId)
        cache.evictProject(invalidation.projectId)
        return
      case 'access_key':
        accessKeys.forget(invalidation.hash)
    }
  },
  forgetEverything() {
    projects.forgetAll()
    cache.flush()
    sharedKeys?.distrust()
    accessKeys.forgetAll()
  },
})
