import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type ControlServer, startControlServer } from '../support/control-plane.ts'
import { claimServer, invite, type Person } from '../support/people.ts'

const HMAC = randomBytes(24).toString('base64url')

let server: ControlServer
let owner: Person
before(async () => {
  server = await startControlServer({
    config: { secrets: { hmac: { current: HMAC } }, credentials: { api_keys: { max_ttl: '1000h' } } },
    environment: { LATCHKEY_CREDENTIALS_ISSUER: 'https://keys.example.com', LATCHKEY_CACHE_TYPE: 'memory' },
  })
  owner = await claimServer(server)
})
after(() => server.stop())

const sources = (project: string, person: Partial<Person> = owner) =>
  server.control('GET', `/console/api/projects/${project}/setting-sources`, undefined, person as Person)
const byPath = async (project: string) => {
  const { status, body } = await sources(project)
  assert.equal(status, 200, JSON.stringify(body))
  return new Map<string, Record<string, unknown>>(body.settings.map((setting: { path: string }) => [setting.path, setting]))
}

describe('where the settings of a project come from', () => {
  it('is told for the environment with the variable, for the file, for people and for nobody', async () => {
    await server.control(
      'PATCH',
      `/projects/${server.projectId}`,
      [{ op: 'replace', path: '/services/talos/config/rate_limit/enabled', value: true }],
      owner,
    )
    const settings = await byPath(server.slug)
    assert.deepEqual(settings.get('credentials.issuer')?.['variable'], 'LATCHKEY_CREDENTIALS_ISSUER')
    assert.deepEqual(settings.get('credentials.issuer')?.['value'], 'https://keys.example.com')
    assert.deepEqual(
      [settings.get('cache.enabled')?.['variable'], settings.get('cache.enabled')?.['value']],
      ['LATCHKEY_CACHE_TYPE', true],
    )
    assert.deepEqual(settings.get('credentials.api_keys.max_ttl'), {
      path: 'credentials.api_keys.max_ttl',
      source: 'file',
      value: '1000h',
      default: '17520h',
      reload: 'live',
    })
    assert.deepEqual(settings.get('rate_limit.enabled'), {
      path: 'rate_limit.enabled',
      source: 'console',
      default: false,
      reload: 'live',
    })
    assert.equal(settings.get('cache.ttl')?.['source'], 'default')
    assert.equal(settings.get('serve.http.client_ip_source')?.['source'], 'default')
  })

  it('is told of secrets without the secret', async () => {
    const { body } = await sources(server.slug)
    assert.equal(JSON.stringify(body).includes(HMAC), false)
    assert.deepEqual((await byPath(server.slug)).get('secrets.hmac.current'), {
      path: 'secrets.hmac.current',
      source: 'file',
      reload: 'live',
    })
  })

  it('is another matter in a project that the configuration does not name', async () => {
    const project = await server.createProject()
    const settings = await byPath(project.slug)
    assert.equal(settings.get('credentials.issuer')?.['source'], 'default')
    assert.equal(settings.get('secrets.hmac.current')?.['source'], 'console')
  })

  it('comes with the number of live keys of each prefix', async () => {
    const project = await server.createProject()
    await project.issue()
    const { body } = await sources(project.id)
    assert.deepEqual(body.prefixes, [{ prefix: 'ory_ak', live_keys: 1 }])
  })

  it('is told to members of the project only', async () => {
    const other = await server.createProject()
    const guest = await invite(server, owner, { email: 'guest@example.com', role: 'viewer', project_id: other.id })
    assert.equal((await sources(other.slug, guest)).status, 200)
    assert.equal((await sources(other.id, guest)).status, 200)
    assert.equal((await sources(server.slug, guest)).status, 404)
    assert.equal((await sources('no-such-project')).status, 404)
    assert.equal((await sources(server.slug, { headers: {} })).status, 401)
  })
})
