import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { SendOutcome, WebhookRequest } from '@latchkey/core/ports/webhook-sender'
import { sealDataKey } from '@latchkey/core/project/project-secrets'
import { makeCreateEndpoint } from '@latchkey/core/webhook/change-endpoints'
import { SECRET_BYTES } from '@latchkey/core/webhook/sign-message'
import { anyone, openAccessBench } from '@latchkey/testkit/access-bench'
import { buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { startWebhookDispatcher } from './webhook-dispatcher.ts'

const masterKeys = { current: new Uint8Array(SECRET_BYTES).fill(7), retired: [] }

type Answer = (request: WebhookRequest) => SendOutcome | Promise<SendOutcome>

/** A store with an endpoint, and dispatchers that share it. */
async function openDispatching() {
  const { store, clock, random, shop } = await openAccessBench()
  const sealedDataKey = sealDataKey(shop.id, new Uint8Array(32).fill(9), masterKeys.current, random)
  const project = { ...shop, sealedDataKey }
  const deps = { webhooks: store.webhooks, masterKeys, clock, random, allowPrivateTargets: true }
  const facts = { url: 'http://receiver.example/', description: '', eventTypes: [] }
  const { endpoint } = await makeCreateEndpoint(deps)(project, anyone.call, facts)
  const sent: string[] = []
  const logged: string[] = []
  const state = { answer: (() => ({ outcome: 'answered', status: 204 })) as Answer }
  const start = () =>
    startWebhookDispatcher({
      ...deps,
      projects: { findProject: async () => ({ project, workspace: assert.fail as never, secrets: [] }) },
      sender: {
        async send(request, signal) {
          sent.push(request.headers['webhook-id'] ?? '')
          const gone = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          return Promise.race([state.answer(request), gone])
        },
      },
      attemptMs: 1000,
      userAgent: 'tests',
      logger: {
        warn: (_facts: object, text: string) => logged.push(text),
        error: (_facts: object, text: string) => logged.push(text),
      } as never,
      pollEveryMs: 5,
    })
  const issue = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        store.keys.insert(
          shop.id,
          buildInsertion({ key: buildIssuedKey({ projectId: shop.id }), audit: { ...entry, id: random.uuid() } }),
        ),
      ),
    )
  const states = async () =>
    (await store.webhooks.listDeliveries(shop.id, endpoint.id, { state: undefined, after: undefined, limit: 100 })).map(
      ({ state: one, attempts }) => `${one} ${attempts}`,
    )
  return { store, clock, endpoint, shop, sent, logged, state, start, issue, states }
}

const entry = buildInsertion().audit

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 400) assert.fail('in vain')
    await delay(5)
  }
}

describe('dispatchers of webhooks', () => {
  it('that share a store send each message once', async () => {
    const { start, issue, sent, states, state } = await openDispatching()
    state.answer = async () => {
      await delay(3)
      return { outcome: 'answered', status: 200 }
    }
    const dispatchers = [start(), start(), start()]
    await issue(40)
    await until(async () => (await states()).every((one) => one === 'delivered 1'))
    assert.deepEqual([sent.length, new Set(sent).size], [40, 40])
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()))
  })

  it('try again when the time has come, and never more than one endpoint can take at once', async () => {
    const { start, issue, states, state, clock } = await openDispatching()
    let underWay = 0
    let most = 0
    state.answer = async () => {
      most = Math.max(most, ++underWay)
      await delay(5)
      underWay -= 1
      return { outcome: 'failed', failure: 'connection_failed' }
    }
    const dispatcher = start()
    await issue(12)
    await until(async () => (await states()).every((one) => one === 'pending 1'))
    await delay(50)
    assert.ok((await states()).every((one) => one === 'pending 1'))
    assert.ok(most < 8, `${most} at once`)
    clock.advance(6_000)
    await until(async () => (await states()).every((one) => one === 'pending 2'))
    await dispatcher.stop()
  })

  it('leave what they cannot finish to the next, as if it had not been begun', async () => {
    const { start, issue, sent, states, state } = await openDispatching()
    state.answer = () => new Promise(() => {})
    const dispatcher = start()
    await issue(1)
    await until(() => sent.length === 1)
    await dispatcher.stop()
    assert.deepEqual(await states(), ['pending 0'])
    state.answer = () => ({ outcome: 'answered', status: 200 })
    const next = start()
    await until(async () => (await states())[0] === 'delivered 1')
    assert.equal(new Set(sent).size, 1)
    await next.stop()
  })

  it('go on when the store has failed', async () => {
    const { start, issue, store, logged, sent } = await openDispatching()
    const { hasDue } = store.webhooks
    store.webhooks.hasDue = () => {
      throw new Error('down')
    }
    const dispatcher = start()
    await until(() => logged.length === 1)
    store.webhooks.hasDue = hasDue
    await issue(1)
    assert.equal(sent.length, 0)
    await dispatcher.stop()
  })
})
