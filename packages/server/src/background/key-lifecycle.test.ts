import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openAccessBench } from '@latchkey/testkit/access-bench'
import { buildImportedKey, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs, TEST_START } from '@latchkey/testkit/fake-clock'
import { buildEndpoint, buildWebhookEntry } from '@latchkey/testkit/webhook-builders'
import { startKeyLifecycle } from './key-lifecycle.ts'
import { RefusalWatch } from './refusal-watch.ts'

const DAY_MS = 86_400_000
const plan = { name: '', apiKeysMax: undefined, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} } as never

async function openLifecycle(eventTypes: Parameters<typeof buildEndpoint>[0] = {}) {
  const { store, clock, random, shop, rival } = await openAccessBench()
  const endpoint = buildEndpoint({ projectId: shop.id, ...eventTypes })
  await store.webhooks.createEndpoint(endpoint, buildWebhookEntry(), 10)
  const logged: unknown[] = []
  const start = () =>
    startKeyLifecycle({
      webhooks: store.webhooks,
      keys: store.keys,
      projects: store.projects,
      planNamed: () => plan,
      rules: { expiringSoonDays: 7, unusedDays: 90 },
      everyMs: 86_400_000,
      clock,
      random,
      logger: { error: (facts: unknown) => logged.push(facts) } as never,
      pageSize: 2,
    })
  /** Types and key ids of what was told, oldest first; without what was told of insertions. */
  const told = () =>
    store.webhooks
      .listDeliveries(shop.id, endpoint.id, { state: undefined, after: undefined, limit: 1000 })
      .map(({ message }) => ({ type: message.type, keyId: JSON.parse(message.payload).data.api_key?.key_id }))
      .filter(({ type }) => !['api_key.issued', 'api_key.imported'].includes(type))
      .toReversed()
  return { store, clock, random, shop, rival, endpoint, start, told, logged }
}

describe('the lifecycle of keys', () => {
  it('is told of keys of both origins, page by page, once by whoever looks', async () => {
    const { store, shop, rival, start, told } = await openLifecycle()
    for (let count = 0; count < 5; count += 1) {
      const facts = { projectId: shop.id, expiresAt: atMs(DAY_MS + count), createdAt: atMs(count) }
      await store.keys.insert(shop.id, buildInsertion({ key: buildIssuedKey(facts) }))
      await store.keys.insert(shop.id, buildInsertion({ key: buildImportedKey(facts) }))
    }
    await store.keys.insert(shop.id, buildInsertion({ key: buildIssuedKey({ projectId: shop.id, expiresAt: atMs(8 * DAY_MS) }) }))
    await store.keys.insert(rival.id, buildInsertion({ key: buildIssuedKey({ projectId: rival.id, expiresAt: atMs(DAY_MS) }) }))
    const [one, two] = [start(), start()]
    await Promise.all([one.look(), two.look()])
    await one.look()
    const keyIds = told().map(({ type, keyId }) => (type === 'api_key.expiring_soon' ? keyId : type))
    assert.deepEqual([keyIds.length, new Set(keyIds).size], [10, 10])
    await Promise.all([one.stop(), two.stop()])
  })

  it('is told of keys that came after the last look, and of those that time has moved', async () => {
    const { store, clock, shop, start, told } = await openLifecycle()
    const lifecycle = start()
    await lifecycle.look()
    const slow = buildIssuedKey({ projectId: shop.id, expiresAt: atMs(8 * DAY_MS) })
    await store.keys.insert(shop.id, buildInsertion({ key: slow }))
    await lifecycle.look()
    assert.deepEqual(told(), [])
    clock.advance(DAY_MS)
    const quick = buildIssuedKey({ projectId: shop.id, expiresAt: atMs(2 * DAY_MS), createdAt: atMs(DAY_MS) })
    await store.keys.insert(shop.id, buildInsertion({ key: quick }))
    await lifecycle.look()
    assert.deepEqual(
      told()
        .map(({ keyId }) => keyId)
        .toSorted(),
      [slow.id, quick.id].toSorted(),
    )
    clock.advance(DAY_MS)
    await lifecycle.look()
    assert.deepEqual(told().at(-1), { type: 'api_key.expired', keyId: quick.id })
    await lifecycle.stop()
  })

  it('is not looked at where nobody wants to know, and goes on after a failure of the store', async () => {
    const { store, shop, start, told, logged } = await openLifecycle({ eventTypes: ['api_key.expired'] })
    await store.keys.insert(shop.id, buildInsertion({ key: buildIssuedKey({ projectId: shop.id, expiresAt: TEST_START }) }))
    const { list } = store.keys
    let lists = 0
    store.keys.list = (...asked) => {
      lists += 1
      if (lists === 1) throw new Error('down')
      return list.apply(store.keys, asked)
    }
    const lifecycle = start()
    await lifecycle.look()
    assert.deepEqual([lists, logged.length, told().length], [1, 1, 0])
    await lifecycle.look()
    assert.deepEqual([lists, told().length], [3, 1])
    await lifecycle.stop()
  })
})

describe('the watch over refusals', () => {
  it('tells once an hour of a minute with many', async () => {
    const { store, random, shop, endpoint } = await openLifecycle()
    const watch = new RefusalWatch({ webhooks: store.webhooks, threshold: 10, random, logger: { error: assert.fail } as never })
    const count = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return store.webhooks.listDeliveries(shop.id, endpoint.id, { state: undefined, after: undefined, limit: 100 }).length
    }
    watch.note(shop.id, atMs(0), 9)
    watch.note(shop.id, atMs(60_000), 9)
    assert.equal(await count(), 0)
    watch.note(shop.id, atMs(60_001), 1)
    watch.note(shop.id, atMs(60_002), 100)
    watch.note(shop.id, atMs(180_000), 100)
    assert.equal(await count(), 1)
    watch.note(shop.id, atMs(3_600_000), 10)
    assert.equal(await count(), 2)
  })
})
