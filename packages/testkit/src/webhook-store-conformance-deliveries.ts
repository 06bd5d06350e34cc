import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Claim, DeliveryOutcome, DeliveryReference } from '@latchkey/core/ports/webhook-store'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects, type TwoProjects } from './opened-store.ts'
import { buildEndpoint, buildPublishedMessage, buildWebhookEntry } from './webhook-builders.ts'

interface Waiting extends TwoProjects {
  readonly endpointId: string
  /** Publishes messages; resolves to their deliveries. */
  publish(count: number): Promise<readonly DeliveryReference[]>
}

const onWaiting = (open: OpenStore, test: (store: Waiting) => Promise<void>) =>
  onTwoProjects(open, async (store) => {
    const { webhooks, acme: projectId } = store
    const endpoint = buildEndpoint({ projectId })
    await webhooks.createEndpoint(endpoint, buildWebhookEntry(), 100)
    await test({
      ...store,
      endpointId: endpoint.id,
      async publish(count) {
        const messages = Array.from({ length: count }, () => buildPublishedMessage())
        assert.equal(await webhooks.publish(projectId, messages), count)
        return messages.map(({ id: messageId }) => ({ projectId, endpointId: endpoint.id, messageId }))
      },
    })
  })

const claimOf = (overrides: Partial<Claim> = {}): Claim => ({
  claimer: 'one',
  now: atMs(0),
  until: atMs(1000),
  limit: 10,
  perEndpoint: 10,
  busy: [],
  ...overrides,
})

const delivered: DeliveryOutcome = {
  state: 'delivered',
  nextAttemptAt: undefined,
  attemptedAt: atMs(5),
  status: 204,
  error: undefined,
}
const failed: DeliveryOutcome = { ...delivered, state: 'pending', nextAttemptAt: atMs(50), status: 500, error: 'status_not_2xx' }
const dead: DeliveryOutcome = { ...failed, state: 'dead', nextAttemptAt: undefined, status: undefined, error: 'timeout' }

export function describeWebhookDeliveries(open: OpenStore): void {
  describeClaims(open)
  describeOutcomes(open)
  describeReplays(open)
  describeLists(open)
}

function describeClaims(open: OpenStore): void {
  it(
    'are claimed by one process only, until its time is over',
    onWaiting(open, async ({ webhooks, publish }) => {
      await publish(20)
      const claims = await Promise.all(
        ['one', 'two', 'three'].map((claimer) => webhooks.claim(claimOf({ claimer, limit: 8, perEndpoint: 8 }))),
      )
      const ids = claims.flat().map(({ message }) => message.id)
      assert.deepEqual([claims.map(({ length }) => length), new Set(ids).size], [[8, 8, 4], 20])
      assert.equal(await webhooks.hasDue(atMs(999)), false)
      assert.deepEqual(await webhooks.claim(claimOf({ now: atMs(999) })), [])
      assert.equal(await webhooks.hasDue(atMs(1000)), true)
      const again = await webhooks.claim(claimOf({ now: atMs(1000), until: atMs(2000), limit: 100, perEndpoint: 100 }))
      assert.deepEqual([again.length, ...new Set(again.map(({ attempt }) => attempt))], [20, 2])
    }),
  )

  it(
    'bring along all that an attempt needs',
    onWaiting(open, async ({ webhooks, acme, endpointId, publish }) => {
      const [reference] = await publish(1)
      const [claimed, ...others] = await webhooks.claim(claimOf())
      assert.deepEqual(
        [claimed?.projectId, claimed?.endpoint, claimed?.message.id, claimed?.attempt, others],
        [acme, await webhooks.findEndpoint(acme, endpointId), reference?.messageId, 1, []],
      )
    }),
  )

  it(
    'are shared out among endpoints, leaving out the busy ones',
    onWaiting(open, async ({ webhooks, acme, endpointId, publish }) => {
      const other = buildEndpoint({ projectId: acme })
      await webhooks.createEndpoint(other, buildWebhookEntry(), 100)
      await publish(5)
      const shares = (await webhooks.claim(claimOf({ perEndpoint: 2 }))).map(({ endpoint }) => endpoint.id)
      assert.deepEqual(shares.sort(), [endpointId, endpointId, other.id, other.id].sort())
      const rest = await webhooks.claim(claimOf({ busy: [endpointId] }))
      assert.deepEqual([rest.length, ...new Set(rest.map(({ endpoint }) => endpoint.id))], [3, other.id])
    }),
  )

  it(
    'of a disabled endpoint become dead',
    onWaiting(open, async ({ webhooks, acme, endpointId, publish }) => {
      const [reference] = await publish(1)
      await webhooks.changeEndpoint(acme, endpointId, (current) => ({
        endpoint: { ...current, state: 'disabled', disabledBecause: 'gone' },
        audit: buildWebhookEntry('webhook.disabled'),
      }))
      assert.deepEqual(await webhooks.claim(claimOf()), [])
      const delivery = reference === undefined ? undefined : await webhooks.findDelivery(reference)
      assert.deepEqual([delivery?.state, delivery?.lastError, delivery?.nextAttemptAt], ['dead', 'endpoint_disabled', undefined])
      assert.equal(await webhooks.hasDue(atMs(1e9)), false)
    }),
  )

  it(
    'are as before when a claim is given up',
    onWaiting(open, async ({ webhooks, publish }) => {
      const [reference] = await publish(1)
      assert.ok(reference)
      await webhooks.claim(claimOf())
      await webhooks.release(reference, 'two', atMs(1))
      assert.equal(await webhooks.hasDue(atMs(1)), false)
      await webhooks.release(reference, 'one', atMs(1))
      const [again] = await webhooks.claim(claimOf({ claimer: 'two', now: atMs(1) }))
      assert.equal(again?.attempt, 1)
    }),
  )
}

function describeOutcomes(open: OpenStore): void {
  it(
    'that failed are tried again at their time, those that were delivered or given up are not',
    onWaiting(open, async ({ webhooks, publish }) => {
      const [one, two, three] = await publish(3)
      assert.ok(one && two && three)
      await webhooks.claim(claimOf())
      await webhooks.settle(one, 'one', delivered)
      await webhooks.settle(two, 'one', failed)
      await webhooks.settle(three, 'one', dead)
      const facts = await Promise.all(
        [one, two, three].map(async (reference) => {
          const found = await webhooks.findDelivery(reference)
          return [found?.state, found?.attempts, found?.lastStatus, found?.lastError, found?.lastAttemptAt, found?.nextAttemptAt]
        }),
      )
      assert.deepEqual(facts, [
        ['delivered', 1, 204, undefined, atMs(5), undefined],
        ['pending', 1, 500, 'status_not_2xx', atMs(5), atMs(50)],
        ['dead', 1, undefined, 'timeout', atMs(5), undefined],
      ])
      assert.deepEqual([await webhooks.hasDue(atMs(49)), await webhooks.hasDue(atMs(50))], [false, true])
      assert.equal(await webhooks.countPending(100), 1)
    }),
  )

  it(
    'are not changed by whoever has lost the claim, except by success',
    onWaiting(open, async ({ webhooks, publish }) => {
      const [reference] = await publish(1)
      assert.ok(reference)
      await webhooks.claim(claimOf())
      await webhooks.claim(claimOf({ claimer: 'two', now: atMs(1000), until: atMs(2000) }))
      await webhooks.settle(reference, 'one', dead)
      assert.equal((await webhooks.findDelivery(reference))?.state, 'pending')
      await webhooks.settle(reference, 'one', delivered)
      await webhooks.settle(reference, 'two', failed)
      assert.equal((await webhooks.findDelivery(reference))?.state, 'delivered')
    }),
  )
}

function describeReplays(open: OpenStore): void {
  it(
    'begin anew when they are replayed, but not while an attempt is under way',
    onWaiting(open, async ({ webhooks, globex, publish }) => {
      const [reference] = await publish(1)
      assert.ok(reference)
      await webhooks.claim(claimOf())
      await assert.rejects(webhooks.replay(reference, atMs(10)), { code: 'failed_precondition' })
      await webhooks.settle(reference, 'one', dead)
      const replayed = await webhooks.replay(reference, atMs(10))
      assert.deepEqual([replayed?.state, replayed?.attempts, replayed?.nextAttemptAt], ['pending', 0, atMs(10)])
      const [again] = await webhooks.claim(claimOf({ now: atMs(10), until: atMs(20) }))
      assert.deepEqual([again?.message.id, again?.attempt], [reference.messageId, 1])
      assert.equal(await webhooks.replay({ ...reference, projectId: globex }, atMs(30)), undefined)
      assert.equal(await webhooks.replay({ ...reference, messageId: 'msg_none' }, atMs(30)), undefined)
    }),
  )

  it(
    'that are dead begin anew together, from an instant on, oldest first',
    onWaiting(open, async ({ webhooks, acme, globex, endpointId }) => {
      for (const at of [1, 2, 3, 4]) {
        const message = buildPublishedMessage({ createdAt: atMs(at) })
        await webhooks.publish(acme, [message])
        await webhooks.claim(claimOf({ now: atMs(10), until: atMs(20) }))
        const reference = { projectId: acme, endpointId, messageId: message.id }
        await webhooks.settle(reference, 'one', at === 4 ? delivered : dead)
      }
      const wanted = { since: atMs(2), now: atMs(100), limit: 1 }
      assert.equal(await webhooks.replayDead(globex, endpointId, wanted), 0)
      assert.equal(await webhooks.replayDead(acme, endpointId, wanted), 1)
      const [first] = await webhooks.claim(claimOf({ now: atMs(100), until: atMs(200) }))
      assert.equal(first?.message.createdAt, atMs(2))
      assert.equal(await webhooks.replayDead(acme, endpointId, { ...wanted, limit: 100 }), 1)
    }),
  )
}

function describeLists(open: OpenStore): void {
  it(
    'are listed newest first, page by page, by state, in their project only',
    onWaiting(open, async ({ webhooks, acme, globex, endpointId, publish }) => {
      const references = await publish(5)
      const ids = references.map(({ messageId }) => messageId).toReversed()
      const [, second] = references
      assert.ok(second)
      await webhooks.claim(claimOf())
      await webhooks.settle(second, 'one', dead)
      const list = async (query: Partial<Parameters<typeof webhooks.listDeliveries>[2]>, projectId = acme) =>
        (await webhooks.listDeliveries(projectId, endpointId, { state: undefined, after: undefined, limit: 100, ...query })).map(
          ({ message }) => message.id,
        )
      assert.deepEqual(await list({}), ids)
      assert.deepEqual(await list({ limit: 2 }), ids.slice(0, 2))
      assert.deepEqual(await list({ limit: 2, after: ids[1] }), ids.slice(2, 4))
      assert.deepEqual(await list({ after: ids[4] }), [])
      assert.deepEqual(await list({ after: 'msg_none' }), [])
      assert.deepEqual(await list({ state: 'dead' }), [second.messageId])
      assert.deepEqual(await list({ state: 'pending', after: ids[1] }), [ids[2], ids[4]])
      assert.deepEqual(await list({}, globex), [])
      assert.equal(await webhooks.findDelivery({ ...second, projectId: globex }), undefined)
    }),
  )
}
