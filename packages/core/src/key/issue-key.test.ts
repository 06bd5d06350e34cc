import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import {
  buildAttributes,
  buildOtherProject,
  buildProjectWithQuota,
  call,
  DAY_MS,
  openUseCaseBench,
} from '@latchkey/testkit/use-case-bench'
import { checksumMatches, parseIssuedKey } from '../credential/issued-key.ts'
import { makeIssueKey } from './issue-key.ts'

const otherProject = buildOtherProject()

describe('issueKey', () => {
  it('stores the key and returns a secret that proves it', async () => {
    const { deps, project, store, clock } = openUseCaseBench()
    const { apiKey, secret } = await makeIssueKey(deps)(project, call, buildAttributes())
    const parsed = parseIssuedKey(secret)
    assert.ok(parsed !== undefined && checksumMatches(parsed, project.hmacSecrets.current.key))
    assert.equal(parsed.keyId, apiKey.id)
    assert.equal(parsed.issuedAtSeconds, clock.now() / 1000)
    assert.deepEqual(store.keys.find(project.id, apiKey.id), apiKey)
    assert.equal(apiKey.version, 1)
    assert.equal(apiKey.hmacSecretId, project.hmacSecrets.current.id)
  })

  it('leaves one audit entry without the secret', async () => {
    const { deps, project, auditEvents } = openUseCaseBench()
    const { apiKey, secret } = await makeIssueKey(deps)(project, call, buildAttributes())
    const [event, ...more] = auditEvents()
    assert.equal(more.length, 0)
    assert.equal(event?.event, 'api_key.issued')
    assert.equal(event.targetId, apiKey.id)
    assert.deepEqual(event.caller, call.caller)
    assert.equal(event.before, undefined)
    assert.equal(event.after?.['name'], 'payments')
    assert.ok(!JSON.stringify(event).includes(secret.split('_').at(-1) ?? ''))
  })

  it('takes the default lifetime, the asked one, or the maximum', async () => {
    const { deps, project, clock } = openUseCaseBench()
    const issue = makeIssueKey(deps)
    const lifetime = async (settings: Parameters<typeof buildProjectSettings>[0], ttlMs?: number) => {
      const { apiKey } = await issue(buildProject({ settings: buildProjectSettings(settings) }), call, buildAttributes({ ttlMs }))
      return apiKey.expiresAt === undefined ? undefined : apiKey.expiresAt - clock.now()
    }
    assert.equal(await lifetime({}), 7 * DAY_MS)
    assert.equal(await lifetime({}, 3 * DAY_MS), 3 * DAY_MS)
    assert.equal(await lifetime({}, 730 * DAY_MS), 730 * DAY_MS)
    assert.equal(await lifetime({ defaultTtlMs: undefined }), 730 * DAY_MS)
    assert.equal(await lifetime({ defaultTtlMs: undefined, maxTtlMs: undefined }), undefined)
    assert.equal(await lifetime({ defaultTtlMs: 9 * DAY_MS, maxTtlMs: 2 * DAY_MS }), 2 * DAY_MS)
    await assert.rejects(issue(project, call, buildAttributes({ ttlMs: 730 * DAY_MS + 1 })), {
      code: 'bad_request',
      metadata: { field: 'ttl' },
    })
    const endless = buildProject({ settings: buildProjectSettings({ maxTtlMs: undefined }) })
    await assert.rejects(issue(endless, call, buildAttributes({ ttlMs: 9000 * 365 * DAY_MS })), { code: 'bad_request' })
  })

  it('needs a prefix for public keys', async () => {
    const { deps, project } = openUseCaseBench()
    const wanted = buildAttributes({ visibility: 'public' })
    await assert.rejects(makeIssueKey(deps)(project, call, wanted), { code: 'bad_request', metadata: { field: 'visibility' } })
    const { secret: prefixes } = project.settings.prefixes
    const settings = buildProjectSettings({ prefixes: { secret: prefixes, public: { current: 'ory_pk', retired: [] } } })
    const configured = buildProject({ settings })
    const { secret } = await makeIssueKey(deps)(configured, call, wanted)
    assert.match(secret, /^ory_pk_v1_/)
  })

  it('returns the first key without its secret when the request id comes again', async () => {
    const { deps, project, auditEvents } = openUseCaseBench()
    const issue = makeIssueKey(deps)
    const wanted = buildAttributes({ idempotencyId: 'once' })
    const [first, second] = await Promise.all([issue(project, call, wanted), issue(project, call, wanted)])
    assert.equal(second.apiKey.id, first.apiKey.id)
    assert.deepEqual([first.secret === '', second.secret === ''].toSorted(), [false, true])
    assert.equal(auditEvents().length, 1)
  })

  it('refuses a request id with other parameters, and keeps projects apart', async () => {
    const { deps, project } = openUseCaseBench()
    const issue = makeIssueKey(deps)
    const first = await issue(project, call, buildAttributes({ idempotencyId: 'once' }))
    for (const other of [
      { name: 'x' },
      { scopes: ['read'] },
      { ttlMs: DAY_MS },
      { metadata: {} },
      { rateLimit: undefined },
      { allowedCidrs: ['10.0.0.0/8'] },
    ]) {
      await assert.rejects(issue(project, call, buildAttributes({ idempotencyId: 'once', ...other })), { code: 'conflict' })
    }
    const elsewhere = await issue(otherProject, call, buildAttributes({ idempotencyId: 'once' }))
    assert.notEqual(elsewhere.apiKey.id, first.apiKey.id)
    assert.notEqual(elsewhere.secret, '')
  })

  it('stops exactly at the key quota, also under concurrency, and lets replays through', async () => {
    const project = buildProjectWithQuota(5)
    const { deps } = openUseCaseBench(project)
    const issue = makeIssueKey(deps)
    const first = await issue(project, call, buildAttributes({ idempotencyId: 'first' }))
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => issue(project, call, buildAttributes())))
    assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 4)
    await assert.rejects(issue(project, call, buildAttributes()), {
      code: 'api_key_quota_exceeded',
      metadata: { limit: '5', current_usage: '5' },
    })
    assert.equal((await issue(project, call, buildAttributes({ idempotencyId: 'first' }))).apiKey.id, first.apiKey.id)
  })

  it('passes an outage on', async () => {
    const { deps, project } = openUseCaseBench()
    const outage = new Error('disk gone')
    const keyStore = { insert: async () => Promise.reject(outage) }
    await assert.rejects(makeIssueKey({ ...deps, keyStore })(project, call, buildAttributes()), outage)
  })
})
