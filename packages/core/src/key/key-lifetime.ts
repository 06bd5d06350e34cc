import { invalidField } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectSettings } from '../project/project.ts'
import { formatProtobufDuration } from './duration.ts'
import { LATEST_INSTANT } from './instant-text.ts'

/**
 * When a new key ends. Without an asked lifetime the project's default holds, and where there is none, its maximum; with
 * neither the key lives for ever (`undefined`). Throws `bad_request` naming `ttl`.
 */
export function expiryOfNewKey(
  ttlMs: number | undefined,
  { defaultTtlMs, maxTtlMs }: Pick<ProjectSettings, 'defaultTtlMs' | 'maxTtlMs'>,
  now: Instant,
): Instant | undefined {
  if (ttlMs !== undefined && maxTtlMs !== undefined && ttlMs > maxTtlMs) {
    throw invalidField('ttl', `must not be longer than the maximum of ${formatProtobufDuration(maxTtlMs)}`)
  }
  const lifetimeMs = ttlMs ?? Math.min(defaultTtlMs ?? Infinity, maxTtlMs ?? Infinity)
  if (lifetimeMs === Infinity) return undefined
  if (now + lifetimeMs > LATEST_INSTANT) throw invalidField('ttl', 'must end before the year 10000')
  return (now + lifetimeMs) as Instant
}
