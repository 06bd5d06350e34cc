import assert from 'node:assert/strict'
import { it } from 'node:test'
import { buildAuditEntry, buildImpossibleEntry, buildInsertion, buildIssuedKey, buildUuid } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'
import { buildEndpoint, buildWebhookEntry } from './webhook-builders.ts'

const MANY = 100

export function describeWebhookEndpoints(open: OpenStore): void {
  it(
    'are found and listed exactly as they were created, oldest first, in their project only',
    onTwoProjects(open, async ({ webhooks, acme, globex }) => {
      const secrets = [
        { sealed: 'v1.new', createdAt: atMs(2), expiresAt: undefined },
        { sealed: 'v1.old', createdAt: atMs(1), expiresAt: atMs(9) },
      ]
      const young = buildEndpoint({ projectId: acme, createdAt: atMs(5), eventTypes: ['api_key.revoked'], secrets })
      const old = buildEndpoint({ projectId: acme, state: 'disabled', disabledBecause: 'gone' })
      await webhooks.createEndpoint(young, buildWebhookEntry(), MANY)
      await webhooks.createEndpoint(old, buildWebhookEntry(), MANY)
      assert.deepEqual(await webhooks.listEndpoints(acme), [old, young])
      assert.deepEqual(await webhooks.findEndpoint(acme, young.id), young)
      assert.deepEqual(await webhooks.listEndpoints(globex), [])
      assert.equal(await webhooks.findEndpoint(globex, young.id), undefined)
      assert.equal(await webhooks.findEndpoint(acme, '%'), undefined)
    }),
  )

  it(
    'are refused beyond their number and under a taken id, and nothing is written',
    onTwoProjects(open, async ({ webhooks, acme, readAuditEvents }) => {
      const endpoint = buildEndpoint({ projectId: acme })
      await webhooks.createEndpoint(endpoint, buildWebhookEntry(), 2)
      const before = (await readAuditEvents(acme)).length
      await assert.rejects(webhooks.createEndpoint(endpoint, buildWebhookEntry(), 2), { code: 'conflict' })
      const other = buildEndpoint({ projectId: acme })
      await assert.rejects(webhooks.createEndpoint(other, buildWebhookEntry(), 1), { code: 'failed_precondition' })
      await assert.rejects(webhooks.createEndpoint(other, buildImpossibleEntry(), 2))
      assert.deepEqual(await webhooks.listEndpoints(acme), [endpoint])
      assert.equal((await readAuditEvents(acme)).length, before)
    }),
  )

  it(
    'change one after another, with an entry each; what is refused changes nothing',
    onTwoProjects(open, async ({ webhooks, acme, globex, readAuditEvents }) => {
      const endpoint = buildEndpoint({ projectId: acme, description: '' })
      await webhooks.createEndpoint(endpoint, buildWebhookEntry(), MANY)
      const add = () =>
        webhooks.changeEndpoint(acme, endpoint.id, (current) => ({
          endpoint: { ...current, description: `${current.description}x` },
          audit: buildWebhookEntry('webhook.updated'),
        }))
      await Promise.all([add(), add(), add()])
      assert.equal((await webhooks.findEndpoint(acme, endpoint.id))?.description, 'xxx')
      const refuse = () => {
        throw new RangeError('no')
      }
      await assert.rejects(webhooks.changeEndpoint(acme, endpoint.id, refuse), RangeError)
      assert.equal(await webhooks.changeEndpoint(globex, endpoint.id, refuse), undefined)
      const events = (await readAuditEvents(acme)).map(({ event }) => event)
      assert.deepEqual(events.slice(-4), ['webhook.created', 'webhook.updated', 'webhook.updated', 'webhook.updated'])
    }),
  )

  it(
    'are deleted once, with what is on its way to them, and not through another project',
    onTwoProjects(open, async ({ webhooks, keys, acme, globex }) => {
      const endpoint = buildEndpoint({ projectId: acme })
      await webhooks.createEndpoint(endpoint, buildWebhookEntry(), MANY)
      await keys.insert(acme, buildInsertion({ key: buildIssuedKey({ projectId: acme }) }))
      assert.equal(await webhooks.deleteEndpoint(globex, endpoint.id, buildWebhookEntry('webhook.deleted')), undefined)
      assert.deepEqual(await webhooks.deleteEndpoint(acme, endpoint.id, buildWebhookEntry('webhook.deleted')), endpoint)
      assert.equal(await webhooks.deleteEndpoint(acme, endpoint.id, buildWebhookEntry('webhook.deleted')), undefined)
      const claim = { claimer: 'a', now: atMs(1), until: atMs(2), limit: 10, perEndpoint: 10, busy: [] }
      assert.deepEqual(await webhooks.claim(claim), [])
      assert.equal(await webhooks.hasDue(atMs(1)), false)
    }),
  )

  it(
    'go at once when their project is deleted, and nothing of theirs is left at the end',
    onTwoProjects(open, async ({ webhooks, projects, acme, globex }) => {
      const [ours, theirs] = [buildEndpoint({ projectId: acme }), buildEndpoint({ projectId: globex })]
      for (const endpoint of [ours, theirs]) await webhooks.createEndpoint(endpoint, buildWebhookEntry(), MANY)
      const message = { id: 'msg_1', type: 'webhook.test', payload: '{}', createdAt: atMs(0) } as const
      await webhooks.publishTo(acme, ours.id, message)
      await projects.changeProject(acme, ({ project, secrets }) => ({
        project: { ...project, state: 'deleted' },
        secrets,
        audit: buildAuditEntry({ event: 'project.deleted', targetKind: 'project' }),
      }))
      assert.deepEqual(await webhooks.listEndpoints(acme), [])
      assert.deepEqual(await webhooks.listSubscribedProjects(['api_key.issued']), [globex])
      await assert.rejects(webhooks.createEndpoint(buildEndpoint({ projectId: acme }), buildWebhookEntry(), MANY), {
        code: 'not_found',
      })
      while (await projects.removeDeletedProject(acme, 100));
      assert.equal(await webhooks.findDelivery({ projectId: acme, endpointId: ours.id, messageId: 'msg_1' }), undefined)
      assert.deepEqual(await webhooks.listEndpoints(globex), [theirs])
    }),
  )

  it(
    'say which projects want to know of something',
    onTwoProjects(open, async ({ webhooks, acme, globex }) => {
      assert.deepEqual(await webhooks.listSubscribedProjects(['api_key.expired']), [])
      const create = (overrides: Parameters<typeof buildEndpoint>[0]) =>
        webhooks.createEndpoint(buildEndpoint({ id: buildUuid(), ...overrides }), buildWebhookEntry(), MANY)
      await create({ projectId: acme, eventTypes: ['api_key.issued', 'api_key.expired'] })
      await create({ projectId: acme })
      await create({ projectId: globex, state: 'disabled' })
      assert.deepEqual(await webhooks.listSubscribedProjects(['api_key.expired']), [acme])
      await create({ projectId: globex, eventTypes: ['quota.threshold'] })
      assert.deepEqual(await webhooks.listSubscribedProjects(['api_key.expired']), [acme])
      const both = await webhooks.listSubscribedProjects(['api_key.expired', 'quota.threshold'])
      assert.deepEqual([...both].sort(), [acme, globex].sort())
    }),
  )
}
