import type { AuditEvent } from '@latchkey/sdk/messages'

export interface EndOfKey {
  /** RFC 3339; to come while a grace period lasts. */
  readonly revokeTime: string
  /** Who decided it. */
  readonly by: string
}

/** Who ended a key, and when it ends or ended, out of what happened to it (newest first). */
export function endOf(events: readonly Pick<AuditEvent, 'after' | 'caller'>[]): EndOfKey | undefined {
  for (const { after, caller } of events) {
    const revokeTime = after?.['revoke_time']
    if (typeof revokeTime !== 'string') continue
    const first = events.findLast((event) => event.after?.['revoke_time'] === revokeTime)
    return { revokeTime, by: (first?.caller ?? caller).name }
  }
  return undefined
}
