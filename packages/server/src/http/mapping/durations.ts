import { invalidField } from '@latchkey/core/errors/domain-error'
import { parseGoDurationMs, parseTtlMs } from '@latchkey/core/key/duration'

const RULE = 'must be a duration such as 3600s, 720h, 30d or 1y6mo'

/** An asked lifetime in milliseconds; `undefined` takes the default. Like the compatible API, nothing and zero mean the same. */
export function ttlFromWire(text: string | undefined): number | undefined {
  return durationFromWire('ttl', text) || undefined
}

/** How long a rotated key goes on, in milliseconds; 0 when nothing was said. */
export const gracePeriodFromWire = (text: string | undefined): number => durationFromWire('grace_period', text)

function durationFromWire(field: string, text: string | undefined): number {
  if (text === undefined || text === '' || parseGoDurationMs(text) === 0) return 0
  const ms = parseTtlMs(text)
  if (ms === undefined) throw invalidField(field, RULE)
  return ms
}
