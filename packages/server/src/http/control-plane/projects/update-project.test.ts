import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SuccessfulProjectUpdate } from '@latchkey/contract/messages/projects'
import type { JsonObject } from '@latchkey/core/key/json'
import { openProjectBench, type ProjectBenchOptions } from '@latchkey/testkit/project-bench'
import { makeProjectHandlers } from './handlers.ts'

const CONFIG = '/services/talos/config'
const replace = (path: string, value: unknown) => ({ op: 'replace', path: `${CONFIG}${path}`, value })
const codes = ({ warnings }: SuccessfulProjectUpdate) => warnings.map(({ code }) => code)

async function withProject(options?: ProjectBenchOptions) {
  const bench = await openProjectBench(makeProjectHandlers, options)
  const project = await bench.create()
  const put = async (config: JsonObject | undefined, rest: JsonObject = {}): Promise<SuccessfulProjectUpdate> => {
    const services = config === undefined ? {} : { talos: { config } }
    const body = { name: 'Shop', services, cors_public: {}, cors_admin: {}, organizations: [], ...rest }
    return (await bench.ask('setProject', { project: project.id, body })).body as SuccessfulProjectUpdate
  }
  return { ...bench, project, put, config: () => bench.stored(project.id).project.config }
}

describe('patchProject', () => {
  it('keeps what differs from the defaults, makes a revision and records both states', async () => {
    const { project, patch, stored, eventsOf } = await withProject()
    const update = await patch(project.id, [
      { op: 'replace', path: '/name', value: 'Store' },
      { op: 'replace', path: '/environment', value: 'stage' },
      replace('/credentials/api_keys/default_ttl', '720h'),
      replace('/cache/ttl', '15s'),
    ])
    assert.deepEqual(update.warnings, [])
    assert.deepEqual([update.project.name, update.project.environment], ['Store', 'stage'])
    assert.notEqual(update.project.revision_id, project.revision_id)
    const record = stored(project.id).project
    assert.equal(record.revision, 2)
    const config = { credentials: { api_keys: { default_ttl: '720h' } } }
    assert.deepEqual(record.config, config)
    const [event, ...others] = eventsOf(project.id)
    assert.deepEqual(others, [])
    assert.deepEqual([event?.event, event?.before?.['name'], event?.after?.['name']], ['project.updated', 'Shop', 'Store'])
    assert.deepEqual([event?.before?.['config'], event?.after?.['config']], [{}, config])
  })

  it('can shorten the maximum below the default life of keys', async () => {
    const { project, patch, opened } = await withProject()
    await patch(project.id, [replace('/credentials/api_keys/max_ttl', '24h')])
    assert.equal(opened(project.id).settings.defaultTtlMs, 24 * 3_600_000)
  })

  it('loses neither of two at once', async () => {
    const { project, patch, config, stored } = await withProject()
    await Promise.all([
      patch(project.id, [replace('/cache/ttl', '30s')]),
      patch(project.id, [replace('/rate_limit/enabled', true)]),
    ])
    assert.deepEqual(config(), { cache: { ttl: '30s' }, rate_limit: { enabled: true } })
    assert.equal(stored(project.id).project.revision, 3)
  })

  it('refuses a wrong document with the path, and then changes nothing', async () => {
    const { project, patch, stored, eventsOf } = await withProject()
    const before = stored(project.id)
    const wrong: readonly [unknown, string][] = [
      [replace('/credentials/api_keys/default_ttl', 'soon'), 'credentials.api_keys.default_ttl'],
      [replace('/credentials/api_keys/default_ttl', '20000h'), 'credentials.api_keys.default_ttl'],
      [replace('/credentials/api_keys/prefix/current', 'mc'), 'credentials.derived_tokens.macaroon.prefix'],
      [replace('/credentials/api_keys/prefix/current', 'no-dash'), 'credentials.api_keys.prefix.current'],
      [replace('/cache/enabled', 'yes'), 'cache.enabled'],
      [replace('/cache', []), 'cache'],
      [replace('', 'none'), 'services.talos.config'],
      [{ op: 'remove', path: '/name' }, 'name'],
      [{ op: 'replace', path: '/name', value: ' ' }, 'name'],
      [{ op: 'replace', path: '/environment', value: 'test' }, 'environment'],
      [{ op: 'replace', path: '/services', value: 7 }, 'services'],
      [{ op: 'remove', path: `${CONFIG}/absent` }, '[0].path'],
      [replace('/credentials/derived_tokens/jwt/signing_key_id', 'nobody'), 'credentials.derived_tokens.jwt.signing_key_id'],
      [replace('/credentials/issuer', 'x'.repeat(70_000)), 'services.talos.config'],
    ]
    for (const [operation, field] of wrong) {
      await assert.rejects(patch(project.id, [operation]), (error: { code?: string; metadata?: Record<string, string> }) => {
        assert.deepEqual([error.code, error.metadata?.['field']], ['bad_request', field])
        return true
      })
    }
    assert.deepEqual(stored(project.id), before)
    assert.deepEqual(eventsOf(project.id), [])
  })

  it('refuses more operations than anyone needs', async () => {
    const { project, patch } = await withProject()
    const operations = Array.from({ length: 1001 }, () => ({ op: 'test', path: '/name', value: 'Shop' }))
    await assert.rejects(patch(project.id, operations), { code: 'bad_request' })
    await patch(project.id, operations.slice(1))
  })

  it('turns nothing on that the plan lacks, and leaves on what it lacks since', async () => {
    const { project, patch, settings } = await withProject()
    await patch(project.id, [replace('/cache/enabled', true)])
    settings.plan = { ...settings.plan, cacheAllowed: false, rateLimitAllowed: false }
    await patch(project.id, [{ op: 'replace', path: '/name', value: 'Store' }])
    await assert.rejects(patch(project.id, [replace('/rate_limit/enabled', true)]), {
      code: 'feature_not_available',
      metadata: { feature: 'rate_limit' },
    })
    await patch(project.id, [replace('/cache/enabled', false)])
    await assert.rejects(patch(project.id, [replace('/cache/enabled', true)]), { metadata: { feature: 'cache' } })
  })

  it('cannot reach another project through its document', async () => {
    const { project, create, patch, stored } = await withProject()
    const other = await create()
    const before = stored(other.id)
    const update = await patch(project.id, [
      { op: 'replace', path: '/id', value: other.id },
      { op: 'replace', path: '/slug', value: other.slug },
      { op: 'replace', path: '/workspace_id', value: null },
      { op: 'replace', path: '/state', value: 'deleted' },
    ])
    assert.deepEqual(codes(update), [1004, 1004, 1004, 1004])
    assert.deepEqual(stored(other.id), before)
    assert.deepEqual([update.project.id, update.project.slug, update.project.state], [project.id, project.slug, 'running'])
  })
})

describe('patchProjectWithRevision', () => {
  it('refuses a stale revision, of which only one of two at once is not', async () => {
    const { project, ask, config } = await withProject()
    const set = (revision: string, ttl: string) =>
      ask('patchProjectWithRevision', {
        project: project.id,
        params: { revision_id: revision },
        body: [replace('/cache/ttl', ttl)],
      })
    const settled = await Promise.allSettled([set(project.revision_id, '30s'), set(project.revision_id.toUpperCase(), '40s')])
    assert.deepEqual(
      settled.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : one.status)),
      ['fulfilled', 'conflict'],
    )
    assert.deepEqual(config(), { cache: { ttl: '30s' } })
    await assert.rejects(set('00000000-0000-4000-8000-000000000000', '1s'), { code: 'conflict' })
    await assert.rejects(set('7', '1s'), { code: 'bad_request' })
  })
})

describe('setProject', () => {
  it('replaces the settings whole, and keeps them where it does not speak of them', async () => {
    const { put, config, stored, project } = await withProject()
    await put({ cache: { ttl: '30s' }, rate_limit: { enabled: true } })
    await put({ rate_limit: { enabled: true } }, { name: 'Store' })
    assert.deepEqual(config(), { rate_limit: { enabled: true } })
    await put(undefined)
    assert.deepEqual(config(), { rate_limit: { enabled: true } })
    assert.deepEqual([stored(project.id).project.name, stored(project.id).project.revision], ['Shop', 4])
    await put({})
    assert.deepEqual(config(), {})
  })

  it('takes back what getProject shows', async () => {
    const { put, read, project, config } = await withProject()
    await put({ credentials: { api_keys: { max_ttl: '24h', prefix: { current: 'shop', retired: ['ory_ak'] } } } })
    const own = config()
    const shown = await read(project.id)
    assert.deepEqual((await put(shown.services.talos.config as JsonObject)).warnings, [])
    assert.deepEqual(config(), own)
  })
})

describe('warnings', () => {
  it('name what was ignored', async () => {
    const { put, config } = await withProject()
    const update = await put(
      { cache: { colour: 'red' }, secrets: { hmac: { current: 'a-secret-of-the-callers' } }, 'cache.ttl': '1s' },
      {
        services: {
          identity: { config: {} },
          talos: { config: { cache: { colour: 'red' }, secrets: { hmac: 'x' }, 'cache.ttl': '1s' } },
        },
        cors_public: { enabled: true, origins: ['https://a.example'] },
        cors_admin: { enabled: false },
        organizations: [{ id: '1', label: 'Acme', domains: [] }],
      },
    )
    assert.deepEqual(codes(update).sort(), [1001, 1001, 1003, 1005, 1006, 1007])
    assert.deepEqual(config(), {})
  })

  it('name custom domains and the switch of the service, which are changed elsewhere', async () => {
    const { project, patch, stored } = await withProject()
    const update = await patch(project.id, [
      { op: 'add', path: '/hosts/-', value: 'keys.example.com' },
      { op: 'replace', path: '/services/talos/enabled', value: false },
    ])
    assert.deepEqual(codes(update).sort(), [1004, 1008])
    assert.deepEqual([stored(project.id).project.hosts, stored(project.id).project.apiKeysEnabled], [[], true])
  })

  it('name what the configuration of the server fixes, which is stored all the same', async () => {
    const { project, patch, config } = await withProject({ managedPaths: ['cache.ttl', 'credentials.api_keys.prefix.current'] })
    const update = await patch(project.id, [replace('/cache/ttl', '30s'), replace('/rate_limit/enabled', true)])
    assert.deepEqual(codes(update), [1002])
    assert.match(update.warnings[0]?.message ?? '', /^cache\.ttl: /)
    assert.deepEqual(config(), { cache: { ttl: '30s' }, rate_limit: { enabled: true } })
  })

  it('do not tell of keys and tokens that hang on the configuration of the server', async () => {
    const managedPaths = ['credentials.issuer', 'credentials.api_keys.prefix.current']
    const { project, patch, issue, opened } = await withProject({ managedPaths })
    await issue(opened(project.id))
    const update = await patch(project.id, [
      replace('/credentials/issuer', 'https://a.example'),
      replace('/credentials/api_keys/prefix/current', 'shop'),
    ])
    assert.deepEqual(codes(update), [1002, 1002])
  })

  it('count the live keys that a dropped prefix leaves behind', async () => {
    const { project, patch, issue, opened, verifies } = await withProject()
    const { secret } = await issue(opened(project.id))
    await issue(opened(project.id))
    const kept = await patch(project.id, [
      replace('/credentials/api_keys/prefix/current', 'shop'),
      replace('/credentials/api_keys/prefix/retired', ['ory_ak']),
    ])
    assert.deepEqual(kept.warnings, [])
    assert.equal(await verifies(opened(project.id), secret), true)
    const dropped = await patch(project.id, [replace('/credentials/api_keys/prefix/retired', [])])
    assert.deepEqual(codes(dropped), [2001])
    assert.match(dropped.warnings[0]?.message ?? '', /^2 live keys were issued under the prefix ory_ak/)
    assert.equal(await verifies(opened(project.id), secret), false)
    const unused = await patch(project.id, [replace('/credentials/api_keys/prefix/current', 'other')])
    assert.deepEqual(unused.warnings, [])
  })

  it('know when a retired prefix ends', async () => {
    const { project, patch, issue, opened, clock } = await withProject()
    await issue(opened(project.id))
    const until = (ms: number) => [
      replace('/credentials/api_keys/prefix/current', 'shop'),
      replace('/credentials/api_keys/prefix/retired', [
        { value: 'ory_ak', expires_at: new Date(clock.now() + ms).toISOString() },
      ]),
    ]
    assert.deepEqual(codes(await patch(project.id, until(1))), [])
    assert.deepEqual(codes(await patch(project.id, until(0))), [2001])
  })

  it('tell of an issuer whose tokens no longer verify', async () => {
    const { project, patch } = await withProject()
    assert.deepEqual(codes(await patch(project.id, [replace('/credentials/issuer', 'https://a.example')])), [2002])
    const retiring = [
      replace('/credentials/issuer', 'https://b.example'),
      replace('/credentials/issuer_retired', ['https://a.example']),
    ]
    assert.deepEqual(codes(await patch(project.id, retiring)), [])
  })
})
