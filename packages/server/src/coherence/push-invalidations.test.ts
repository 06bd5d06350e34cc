import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Invalidation, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { TEST_PROJECT_ID } from '@latchkey/testkit/builders'
import { ThreadInvalidationChannel } from '../adapters/threads/thread-invalidation-channel.ts'
import { pushInvalidations } from './push-invalidations.ts'

const change: Invalidation = { kind: 'project', projectId: TEST_PROJECT_ID }

it('what one side commits is forgotten on the other, and not on a side that only tells', async () => {
  const name = randomUUID()
  const sides = ['teller', 'one', 'other'].map((side) => {
    const forgotten: Invalidation[] = []
    const listeners: ((entries: readonly LoggedInvalidation[]) => void)[] = []
    const memories = { forget: (one: Invalidation) => forgotten.push(one), forgetEverything: () => assert.fail() }
    return {
      forgotten,
      commit(sequence: number) {
        for (const listener of listeners) listener([{ sequence, invalidation: change }])
      },
      parts: {
        channel: new ThreadInvalidationChannel(name),
        store: { onCommitted: (listener: (typeof listeners)[number]) => void listeners.push(listener) },
        memories: side === 'teller' ? undefined : memories,
      },
    }
  })
  for (const { parts } of sides) await pushInvalidations(parts)
  sides[0]?.commit(1)
  sides[1]?.commit(2)
  while ((sides[2]?.forgotten.length ?? 0) < 2) await delay(1)
  await delay(5)
  assert.deepEqual(
    sides.map(({ forgotten }) => forgotten),
    [[], [change], [change, change]],
  )
  for (const { parts } of sides) await parts.channel.close()
})
