import { invalidField } from '@latchkey/core/errors/domain-error'
import { parseTtlMs } from '@latchkey/core/key/duration'
import type { Instant } from '@latchkey/core/ports/clock'
import { parsePermissions } from '@latchkey/core/project/create-access-key'
import type { WantedProjectApiKey } from './administration.ts'

/** A project API key as an operator writes it down. */
export interface WrittenProjectApiKey {
  /** Id or slug. */
  readonly project: string
  readonly name: string
  /** `full`, `read`, `verify` or single permissions. */
  readonly permissions: readonly string[]
  /** Such as `90d`; `undefined` is for ever. */
  readonly ttl: string | undefined
}

/** Reads what was written. Throws `bad_request` that names the field. */
export function readWantedProjectApiKey(written: WrittenProjectApiKey, now: number): WantedProjectApiKey {
  const { project, name, permissions, ttl } = written
  const ttlMs = ttl === undefined ? undefined : parseTtlMs(ttl)
  if (ttl !== undefined && ttlMs === undefined) throw invalidField('ttl', 'must be a duration such as 24h or 90d')
  const expiresAt = ttlMs === undefined ? undefined : ((now + ttlMs) as Instant)
  return { project, name, permissions: parsePermissions([...permissions]), expiresAt }
}
