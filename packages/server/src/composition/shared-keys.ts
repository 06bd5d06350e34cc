import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { SharedKeyCache } from '@latchkey/core/ports/shared-key-cache'
import type { SharedReads } from '@latchkey/core/verify/judge'
import { makeSingleFlightReads } from '../coherence/single-flight-reads.ts'

/** What verifications share with other processes and with each other, and how it is forgotten. */
export interface SharedKeys {
  readonly reads: SharedReads
  /** Resolves once no process can be misled by what was there before. */
  evict(projectId: ProjectId, keyId: KeyId, version: number): Promise<void>
  /** Invalidations may have been missed. */
  distrust(): void
}

/** For processes that share a store and nothing else. */
export const noKeyCache: SharedKeyCache = { find: () => [], put() {}, async evict() {}, distrust() {} }

export function makeSharedKeys(keyCache: SharedKeyCache, store: KeyStore, clock: Clock): SharedKeys {
  const flights = makeSingleFlightReads(store, { clock })
  return {
    reads: { keyCache, keyStore: flights.keyStore },
    evict(projectId, keyId, version) {
      flights.forget(projectId, keyId)
      return keyCache.evict(projectId, keyId, version)
    },
    distrust() {
      flights.forgetEverything()
      keyCache.distrust()
    },
  }
}
