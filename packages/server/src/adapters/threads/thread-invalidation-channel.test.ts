import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { ThreadInvalidationChannel } from './thread-invalidation-channel.ts'

const deletion: LoggedInvalidation = {
  sequence: 7,
  invalidation: { kind: 'api_key', projectId: 'p' as ProjectId, keyId: 'k' as KeyId, version: Number.POSITIVE_INFINITY },
}

describe('the channel between threads', () => {
  const opened: ThreadInvalidationChannel[] = []
  const open = (name: string) => {
    const channel = new ThreadInvalidationChannel(name)
    opened.push(channel)
    return channel
  }
  afterEach(async () => {
    for (const channel of opened.splice(0)) await channel.close()
  })

  it('carries what one publishes to all others of its server as it is, in order, and not back', async () => {
    const name = randomUUID()
    const [one, two, three, foreign] = [open(name), open(name), open(name), open(randomUUID())]
    const heard: [string, readonly LoggedInvalidation[]][] = []
    for (const [who, channel] of Object.entries({ one, two, three, foreign }))
      await channel.listen((entries) => heard.push([who, entries]))
    one.publish([deletion])
    one.publish([])
    while (heard.length < 4) await delay(1)
    await delay(5)
    for (const who of ['two', 'three'])
      assert.deepEqual(
        heard.filter(([hearer]) => hearer === who).map(([, entries]) => entries),
        [[deletion], []],
      )
    assert.equal(heard.length, 4)
  })

  it('is whole until it is closed, and then neither tells nor hears', async () => {
    const name = randomUUID()
    const [one, two] = [open(name), open(name)]
    let heard = 0
    await two.listen(() => heard++)
    assert.ok(two.isWhole())
    await two.close()
    assert.ok(!two.isWhole())
    two.publish([deletion])
    one.publish([deletion])
    await delay(5)
    assert.equal(heard, 0)
  })
})
