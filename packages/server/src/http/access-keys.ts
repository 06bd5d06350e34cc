import { accessKeyKindOf, hashAccessKey } from '@latchkey/core/credential/access-key-secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AccessKey, AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'

/** How many keys are remembered; beyond it the oldest is asked for again. */
export const ACCESS_KEYS_MAX = 10_000
const LONGEST_ACCESS_KEY = 512

/** Recognises the project and workspace API keys that callers present. */
export interface AccessKeys {
  /** Rejects with `unauthorized`: malformed, unknown and expired look alike. */
  identify(presented: string): Awaitable<AccessKey>
  /** Forgets a key that was deleted, at once. */
  forget(hash: string): void
  forgetAll(): void
  /** How many times something was forgotten. */
  readonly epoch: number
}

/**
 * Finds keys by their SHA-256, so that a comparison can leak nothing useful about a stored one, and remembers those that
 * exist, so that a request needs no read. A key deleted while it is being read is not remembered.
 */
export function makeAccessKeys(store: Pick<AccessKeyStore, 'findByHash'>, clock: Clock): AccessKeys {
  const known = new Map<string, AccessKey>()
  let epoch = 0

  const remember = (accessKey: AccessKey, readAt: number): void => {
    if (readAt !== epoch) return
    if (known.size >= ACCESS_KEYS_MAX) known.delete(known.keys().next().value ?? '')
    known.set(accessKey.hash, accessKey)
  }
  const admit = (accessKey: AccessKey): AccessKey => {
    if (accessKey.expiresAt !== undefined && accessKey.expiresAt <= clock.now()) throw new DomainError('unauthorized')
    return accessKey
  }

  return {
    get epoch() {
      return epoch
    },
    identify(presented) {
      const kind = accessKeyKindOf(presented)
      if (kind === undefined) throw new DomainError('unauthorized')
      const hash = hashAccessKey(presented)
      const remembered = known.get(hash)
      if (remembered !== undefined) return admit(remembered)
      const readAt = epoch
      return whenReady(store.findByHash(hash), (accessKey) => {
        if (accessKey?.kind !== kind) throw new DomainError('unauthorized')
        remember(accessKey, readAt)
        return admit(accessKey)
      })
    },
    forget(hash) {
      epoch++
      known.delete(hash)
    },
    forgetAll() {
      epoch++
      known.clear()
    },
  }
}

/** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1). */
export function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > LONGEST_ACCESS_KEY) return undefined
  const isBearer = authorization.startsWith('Bearer ') || authorization.slice(0, 7).toLowerCase() === 'bearer '
  return isBearer ? authorization.slice(7).trim() : undefined
}
