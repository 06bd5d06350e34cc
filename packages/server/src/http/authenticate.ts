import { accessKeyKindOf, hashAccessKey } from '@latchkey/core/credential/access-key-secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { AccessKey, AccessKeyStore, AccessPermission } from '@latchkey/core/ports/access-key-store'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'

/** Who calls the admin surface, and what that credential may do. */
export interface AdminCaller {
  readonly audit: AuditCaller
  /** The project the credential belongs to; `undefined` only when the surface is open (`serve.admin_auth: none`). */
  readonly projectId: string | undefined
  may(permission: AccessPermission): boolean
}

export interface Authenticator {
  /** Rejects with `unauthorized` for anything but a live project API key: missing, malformed, unknown and expired look alike. */
  authenticate(authorization: string | undefined): Awaitable<AdminCaller>
  /** Forgets a key that was deleted, at once. */
  forget(hash: string): void
  forgetAll(): void
}

/** How many callers are remembered; beyond it the oldest is asked for again. */
export const CALLERS_MAX = 10_000
const LONGEST_ACCESS_KEY = 512

interface Known {
  readonly accessKey: AccessKey
  readonly caller: AdminCaller
}

/**
 * Recognises callers by the SHA-256 of their key, so that a comparison can leak nothing useful about a stored one, and
 * remembers those that exist, so that a request needs no read. A key deleted while it is being read is not remembered.
 */
export function makeAuthenticator(store: Pick<AccessKeyStore, 'findByHash'>, clock: Clock): Authenticator {
  const known = new Map<string, Known>()
  let epoch = 0

  const remember = (accessKey: AccessKey, readAt: number): Known => {
    const entry = { accessKey, caller: callerOf(accessKey) }
    if (readAt !== epoch) return entry
    if (known.size >= CALLERS_MAX) known.delete(known.keys().next().value ?? '')
    known.set(accessKey.hash, entry)
    return entry
  }
  const admit = ({ accessKey, caller }: Known): AdminCaller => {
    if (accessKey.expiresAt !== undefined && accessKey.expiresAt <= clock.now()) throw new DomainError('unauthorized')
    return caller
  }

  return {
    authenticate(authorization) {
      const presented = bearerOf(authorization)
      if (presented === undefined || accessKeyKindOf(presented) !== 'project') throw new DomainError('unauthorized')
      const hash = hashAccessKey(presented)
      const entry = known.get(hash)
      if (entry !== undefined) return admit(entry)
      const readAt = epoch
      return whenReady(store.findByHash(hash), (accessKey) => {
        if (accessKey?.kind !== 'project') throw new DomainError('unauthorized')
        return admit(remember(accessKey, readAt))
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

/** For a server behind an authenticating proxy: whoever reaches the surface may do everything. */
export const openAuthenticator: Authenticator = {
  authenticate: () => ({
    audit: { kind: 'unauthenticated_admin', id: '', name: '' },
    projectId: undefined,
    may: () => true,
  }),
  forget: () => undefined,
  forgetAll: () => undefined,
}

function callerOf(accessKey: AccessKey): AdminCaller {
  const permissions: ReadonlySet<AccessPermission> = new Set(accessKey.permissions)
  return {
    audit: { kind: 'access_key', id: accessKey.id, name: accessKey.name },
    projectId: accessKey.ownerId,
    may: (permission) => permissions.has(permission),
  }
}

/** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1). */
function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > LONGEST_ACCESS_KEY) return undefined
  const isBearer = authorization.startsWith('Bearer ') || authorization.slice(0, 7).toLowerCase() === 'bearer '
  return isBearer ? authorization.slice(7).trim() : undefined
}
