import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import { buildAuditEntry, buildImpossibleEntry, buildInsertion, buildIssuedKey } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects, type TwoProjects } from './opened-store.ts'
import { buildEndpoint, buildPublishedMessage, buildWebhookEntry } from './webhook-builders.ts'

/** Adds an endpoint to the first project. */
async function addEndpoint({ webhooks, acme }: TwoProjects, overrides: Partial<WebhookEndpoint> = {}): Promise<string> {
  const endpoint = buildEndpoint({ projectId: acme, ...overrides })
  await webhooks.createEndpoint(endpoint, buildWebhookEntry(), 100)
  return endpoint.id
}

const ALL = { state: undefined, after: undefined, limit: 100 } as const

/** The types of the messages for an endpoint of the first project, oldest first. */
const typesFor = async ({ webhooks, acme }: TwoProjects, endpointId: string): Promise<readonly string[]> =>
  (await webhooks.listDeliveries(acme, endpointId, ALL)).map(({ message }) => message.type).toReversed()

const insertionInto = ({ acme: projectId }: TwoProjects) => buildInsertion({ key: buildIssuedKey({ projectId }) })

export function describeWebhookMessages(open: OpenStore): void {
  it(
    'come with the mutation that is recorded, for the enabled endpoints that want them',
    onTwoProjects(open, async (store) => {
      const { keys, acme } = store
      await keys.insert(acme, insertionInto(store))
      const all = await addEndpoint(store)
      const some = await addEndpoint(store, { eventTypes: ['api_key.revoked'] })
      const none = await addEndpoint(store, { state: 'disabled' })
      const insertion = insertionInto(store)
      await keys.insert(acme, insertion)
      await keys.change(acme, insertion.key.id, (current) => ({
        update: {
          ...current,
          version: current.version + 1,
          revocation: { at: atMs(1), reason: 'unspecified', description: undefined },
        },
        audit: [buildAuditEntry({ event: 'api_key.revoked', targetId: current.id })],
      }))
      assert.deepEqual(await typesFor(store, all), ['api_key.issued', 'api_key.revoked'])
      assert.deepEqual(await typesFor(store, some), ['api_key.revoked'])
      assert.deepEqual(await typesFor(store, none), [])
      const [issued] = await store.webhooks.listDeliveries(acme, all, { ...ALL, state: 'pending', limit: 1 })
      const { payload = '' } = issued?.message ?? {}
      assert.equal(JSON.parse(payload).type, 'api_key.revoked')
    }),
  )

  it(
    'do not come when the mutation is refused or fails, and never for another project',
    onTwoProjects(open, async (store) => {
      const { keys, acme, globex } = store
      const endpoint = await addEndpoint(store)
      const insertion = insertionInto(store)
      await assert.rejects(keys.insert(acme, { ...insertion, audit: buildImpossibleEntry() }))
      await Promise.allSettled([
        keys.insert(acme, { ...insertionInto(store), audit: buildImpossibleEntry() }),
        keys.insert(acme, { ...insertionInto(store), keyQuota: 0 }),
        keys.insert(globex, buildInsertion({ key: buildIssuedKey({ projectId: globex }) })),
      ])
      assert.deepEqual(await typesFor(store, endpoint), [])
    }),
  )

  it(
    'reach an endpoint from the mutation after its creation on, also of mutations made at the same time',
    onTwoProjects(open, async (store) => {
      const { keys, webhooks, acme } = store
      const endpoint = buildEndpoint({ projectId: acme })
      await Promise.all([
        keys.insert(acme, insertionInto(store)),
        webhooks.createEndpoint(endpoint, buildWebhookEntry(), 100),
        keys.insert(acme, insertionInto(store)),
        webhooks.changeEndpoint(acme, endpoint.id, (current) => ({
          endpoint: { ...current, state: 'disabled', disabledBecause: 'by_hand' },
          audit: buildWebhookEntry('webhook.updated'),
        })),
        keys.insert(acme, insertionInto(store)),
      ])
      assert.deepEqual(await typesFor(store, endpoint.id), ['api_key.issued'])
    }),
  )

  it(
    'that are published are taken once per dedup key, and only where somebody wants them',
    onTwoProjects(open, async (store) => {
      const { webhooks, acme, globex } = store
      const message = () => buildPublishedMessage({ dedupKey: 'expired:1' })
      assert.equal(await webhooks.publish(acme, [message()]), 0)
      assert.deepEqual([...(await webhooks.findSpent(acme, ['expired:1']))], [])
      const endpoint = await addEndpoint(store, { eventTypes: ['api_key.expired'] })
      const twice = await Promise.all([webhooks.publish(acme, [message(), message()]), webhooks.publish(acme, [message()])])
      assert.equal(twice[0] + twice[1], 1)
      assert.equal(await webhooks.publish(globex, [message()]), 0)
      const others = [buildPublishedMessage({ type: 'api_key.unused' }), buildPublishedMessage(), buildPublishedMessage()]
      assert.equal(await webhooks.publish(acme, others), 2)
      assert.equal((await typesFor(store, endpoint)).length, 3)
      assert.deepEqual([...(await webhooks.findSpent(acme, ['expired:1', 'expired:2']))], ['expired:1'])
      await webhooks.forgetDedupKeys(globex, ['expired:1'])
      assert.equal(await webhooks.publish(acme, [message()]), 0)
      await webhooks.forgetDedupKeys(acme, ['expired:1'])
      assert.equal(await webhooks.publish(acme, [message()]), 1)
    }),
  )

  it(
    'are taken once per id',
    onTwoProjects(open, async (store) => {
      const { webhooks, acme } = store
      const endpoint = await addEndpoint(store)
      const message = buildPublishedMessage()
      assert.deepEqual([await webhooks.publish(acme, [message]), await webhooks.publish(acme, [message])], [1, 0])
      assert.equal((await typesFor(store, endpoint)).length, 1)
    }),
  )

  it(
    'for one endpoint reach it whatever it wants, and only through its own project',
    onTwoProjects(open, async (store) => {
      const { webhooks, acme, globex } = store
      const [endpoint, other] = [await addEndpoint(store, { eventTypes: ['api_key.issued'] }), await addEndpoint(store)]
      const message = { id: 'msg_test', type: 'webhook.test', payload: '{"naïve":"🔔"}', createdAt: atMs(1) } as const
      assert.equal(await webhooks.publishTo(globex, endpoint, message), undefined)
      const delivery = await webhooks.publishTo(acme, endpoint, message)
      assert.deepEqual([delivery?.message, delivery?.state, delivery?.attempts], [message, 'pending', 0])
      assert.deepEqual(await typesFor(store, other), [])
    }),
  )

  it(
    'are removed when they are old, with their deliveries, and dedup keys at an age of their own',
    onTwoProjects(open, async (store) => {
      const { webhooks, acme } = store
      const endpoint = await addEndpoint(store)
      for (const at of [1, 2, 3]) {
        await webhooks.publish(acme, [buildPublishedMessage({ createdAt: atMs(at), dedupKey: `key-${at}` })])
      }
      const before = { messages: atMs(3), dedupKeys: atMs(2) }
      assert.equal(await webhooks.removeBefore(before, 1), 1)
      assert.equal(await webhooks.removeBefore(before, 100), 2)
      assert.equal(await webhooks.removeBefore(before, 100), 0)
      const left = await webhooks.listDeliveries(acme, endpoint, ALL)
      assert.deepEqual(
        left.map(({ message }) => message.createdAt),
        [atMs(3)],
      )
      assert.deepEqual([...(await webhooks.findSpent(acme, ['key-1', 'key-2', 'key-3']))].sort(), ['key-2', 'key-3'])
      assert.equal(await webhooks.countPending(100), 1)
    }),
  )
}
