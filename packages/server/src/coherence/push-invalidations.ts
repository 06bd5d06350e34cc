import type { InvalidationChannel, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import type { Memories } from './follow-invalidations.ts'

export interface PushParts {
  readonly channel: InvalidationChannel
  readonly store: { onCommitted(listener: (entries: readonly LoggedInvalidation[]) => void): void }
  /** `undefined` for who remembers nothing, and only tells. */
  readonly memories: Memories | undefined
}

/**
 * Tells others over a channel what is committed here, and forgets here what they tell: at once, and beside the log, from
 * which it comes a second time. To forget twice costs nothing but a read.
 */
export async function pushInvalidations({ channel, store, memories }: PushParts): Promise<void> {
  store.onCommitted((entries) => channel.publish(entries))
  if (memories === undefined) return
  await channel.listen((entries) => {
    for (const { invalidation } of entries) memories.forget(invalidation)
  })
}
