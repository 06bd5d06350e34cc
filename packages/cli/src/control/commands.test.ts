import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { errorAnswer, type StubAnswer, type StubApi, type StubRequest, startStubApi } from '@latchkey/testkit/stub-api'
import { runCli } from '../testing/run-cli.ts'

const SECRET = 'ory_pat_canarySecret'
const project = {
  id: 'p1',
  slug: 'shop',
  name: 'Shop',
  environment: 'dev',
  state: 'running',
  revision_id: 'r7',
  hosts: [],
  services: { talos: { enabled: true, config: { cache: { enabled: false, ttl: '15s' } } } },
}
const warning = { code: 1, message: 'frobnicate: is no setting' }

describe('the commands of the control plane', () => {
  let api: StubApi
  let answer: (request: StubRequest) => StubAnswer
  let folder: string
  let file: string
  before(async () => {
    api = await startStubApi((request) => answer(request))
    folder = await mkdtemp(join(tmpdir(), 'latchkey-control-'))
    file = join(folder, 'project.yaml')
  })
  after(async () => {
    await api.stop()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => {
    answer = ({ method }) => ({ body: method === 'GET' ? project : { project, warnings: [] } })
  })

  const environment = { LATCHKEY_WORKSPACE_API_KEY: 'ory_wak_canary' }
  const run = (words: readonly string[], format = 'json') =>
    runCli(['-e', api.endpoint, '--format', format, ...words], { environment })
  const sentBy = async (words: readonly string[]): Promise<readonly StubRequest[]> => {
    const before = api.requests.length
    const { code, stderr } = await run(words)
    assert.equal(code, 0, stderr)
    return api.requests.slice(before)
  }
  const bodyOf = async (words: readonly string[]) => (await sentBy(words)).at(-1)?.body

  const usage = [
    ['a patch of nothing', ['patch', 'project', 'shop'], /Nothing to change/],
    ['a path that is none', ['patch', 'project', 'shop', '--add', 'cache=1'], /--add: must be a JSON Pointer/],
    ['a patch without a value', ['patch', 'project', 'shop', '--replace', '/name'], /--replace: must be <path>=<value>/],
    ['a value that is no JSON', ['patch', 'project', 'shop', '--replace', '/name=Shop'], /a text needs its own quotes/],
    ['a change of no project', ['patch', 'project', '--remove', '/x'], /project: is required; or give --project/],
    ['an update of nothing', ['update', 'project', 'shop'], /Nothing to change/],
    ['an update on both sides', ['update', 'project', 'x', '--host', 'a.b', '--name', 'x'], /--host: cannot be combined/],
    ['an update of a workspace on both sides', ['update', 'workspace', '--plan', 'a', '--name', 'x'], /--plan: cannot be/],
    ['domains of no project', ['update', 'project', '--host', 'a.b'], /project: is required with --host/],
    ['a rotation without a mode', ['rotate', 'project-hmac-secret', 'shop'], /--mode: is required/],
    [
      'an end of what is dropped',
      ['rotate', 'project-signing-key', 'shop', '--mode', 'revoke', '--expires-at', '2027-01-01T00:00:00Z'],
      /--expires-at: cannot be combined/,
    ],
    ['a deletion that was not confirmed', ['delete', 'project', 'shop'], /--yes: is required, because this deletes/],
    ['a removal that was not confirmed', ['delete', 'project-secret', 's', '--project', 'shop'], /--yes: is required/],
    ['a credential in place of an id', ['delete', 'project-api-key', SECRET], /id: this is a credential, not the id/],
    ['a slug over the API', ['create', 'project', 'x', '--slug', 'x'], /--slug: only in the store/],
    ['a file that is not there', ['apply', '-f', '/nonexistent'], /--file: cannot read/],
    ['no file', ['apply'], /--file: is required/],
  ] as const
  for (const [what, words, message] of usage) {
    it(`end with 2 for ${what}, and nothing is sent`, async () => {
      const before = api.requests.length
      const { code, stdout, stderr } = await run(words)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, message)
      assert.equal(stderr.includes('canary'), false)
      assert.equal(api.requests.length, before)
    })
  }

  it('put a patch together: additions, replacements, removals', async () => {
    const words = ['--remove', '/c', '--replace', '/b={"x":[1]}', '--add', '/a="t=1"', '--add', '/d/-=null']
    const [request] = await sentBy(['patch', 'project', 'shop', ...words])
    assert.deepEqual(
      [request?.method, request?.path, request?.body],
      [
        'PATCH',
        '/projects/shop',
        [
          { op: 'add', path: '/a', value: 't=1' },
          { op: 'add', path: '/d/-', value: null },
          { op: 'replace', path: '/b', value: { x: [1] } },
          { op: 'remove', path: '/c' },
        ],
      ],
    )
  })

  it('replace all settings with a file, and keep the name that it does not give', async () => {
    await writeFile(file, 'config: {cache: {enabled: true}}\n')
    assert.deepEqual(await bodyOf(['update', 'project', 'shop', '-f', file]), {
      name: 'Shop',
      services: { talos: { config: { cache: { enabled: true } } } },
      cors_public: {},
      cors_admin: {},
      organizations: [],
    })
    assert.deepEqual(await bodyOf(['update', 'project', 'shop', '--name', 'New']), [
      { op: 'replace', path: '/name', value: 'New' },
    ])
  })

  it('apply for the revision that was read; a difference of nothing is not sent', async () => {
    await writeFile(file, 'project: shop\nname: Shop\nconfig: {cache: {enabled: true, ttl: 15s}}\n')
    const [read, patch] = await sentBy(['apply', '-f', file])
    assert.deepEqual([read?.path, patch?.path], ['/projects/shop', '/projects/p1/revision/r7'])
    assert.deepEqual(patch?.body, [{ op: 'replace', path: '/services/talos/config/cache/enabled', value: true }])
    assert.equal((await sentBy(['apply', '-f', file, '--dry-run'])).length, 1)
    await writeFile(file, 'name: Shop\nenvironment: dev\nconfig: {cache: {ttl: 15s}}\n')
    assert.equal((await sentBy(['apply', '-f', file, '--project', 'shop'])).length, 1)
  })

  it('show people what applying would change', async () => {
    await writeFile(file, 'project: shop\nconfig: {cache: {ttl: 30s}}\n')
    const { stdout, stderr } = await run(['apply', '-f', file, '--dry-run'], 'table')
    assert.match(stdout, /^\/services\/talos\/config\/cache\/ttl +"15s" +"30s"$/m)
    assert.match(stderr, /One change; nothing was sent/)
  })

  it('say that a project was changed meanwhile, and that an environment cannot be', async () => {
    await writeFile(file, 'project: shop\nname: Other\n')
    answer = ({ method }) => (method === 'GET' ? { body: project } : errorAnswer(409, 'conflict', 'changed'))
    const conflict = await run(['apply', '-f', file])
    assert.deepEqual([conflict.code, conflict.stdout], [1, ''])
    assert.match(conflict.stderr, /Somebody changed the project shop meanwhile \(HTTP 409\)/)
    await writeFile(file, 'project: shop\nenvironment: prod\n')
    assert.match((await run(['apply', '-f', file])).stderr, /environment: is dev and cannot be changed/)
  })

  it('make no second project of the same name', async () => {
    await writeFile(file, 'project: chosen-slug\nname: Shop\n')
    answer = ({ path }) =>
      path === '/projects' ? { body: [project] } : errorAnswer(404, 'not_found', 'The resource was not found')
    const { code, stderr } = await run(['apply', '-f', file, '--create'])
    assert.equal(code, 1)
    assert.match(stderr, /There is no project chosen-slug, but shop is called Shop/)
    assert.equal((await run(['apply', '-f', file])).code, 1)
    assert.equal(
      api.requests.some(({ method, path }) => method === 'POST' && path === '/projects'),
      false,
    )
  })

  it('print warnings on standard error even when they are quiet', async () => {
    answer = () => ({ body: { project, warnings: [warning] } })
    const { stdout, stderr } = await run(['patch', 'project', 'shop', '--remove', '/x', '-q'], 'table')
    assert.deepEqual([stdout, stderr], ['p1\n', 'warning: frobnicate: is no setting\n'])
  })

  it('print a new API key once and nothing else with --quiet', async () => {
    answer = () => ({ status: 201, body: { id: 't1', name: 'k', owner_id: 'p1', value: SECRET, permissions: ['keys:verify'] } })
    const words = ['create', 'project-api-key', 'k', '--project', 'shop', '--permissions', 'verify', '--ttl', '1d']
    const { stdout, stderr } = await run([...words, '-q'], 'table')
    assert.deepEqual([stdout, stderr], [`${SECRET}\n`, ''])
    const { permissions, expires_at: end } = (api.requests.at(-1)?.body ?? {}) as Record<string, string | string[]>
    assert.deepEqual(permissions, ['keys:verify'])
    assert.ok(Math.abs(Date.parse(String(end)) - Date.now() - 86_400_000) < 60_000)
    assert.equal(api.requests.at(-1)?.path, '/projects/shop/tokens')
    assert.equal((await run([...words, '--permissions', 'everything'])).code, 1)
  })

  it('take the only workspace there is, and ask when there are several', async () => {
    const workspaces = [{ id: 'w1', name: 'One', created_at: '', updated_at: '' }]
    answer = ({ path }) =>
      path.startsWith('/workspaces?') ? { body: { workspaces, next_page_token: '', has_next_page: false } } : { body: [] }
    assert.equal((await sentBy(['list', 'workspace-api-keys'])).at(-1)?.path, '/workspaces/w1/tokens')
    assert.equal((await sentBy(['list', 'workspace-api-keys', '--workspace', 'w9'])).at(-1)?.path, '/workspaces/w9/tokens')
    workspaces.push({ id: 'w2', name: 'Two', created_at: '', updated_at: '' })
    const several = await run(['list', 'workspace-api-keys'])
    assert.deepEqual([several.code, /--workspace: is required/.test(several.stderr)], [2, true])
  })

  describe('act at the store of the server on this machine', () => {
    const nowhere = { LATCHKEY_DATA_DIR: '/nonexistent/latchkey' }
    const local = async (words: readonly string[], extra: Record<string, string> = {}) => {
      const before = api.requests.length
      const { code, stderr } = await runCli(words, { environment: { ...nowhere, LATCHKEY_ENDPOINT: api.endpoint, ...extra } })
      assert.equal(api.requests.length, before)
      assert.deepEqual([code, /there is no database at \/nonexistent/.test(stderr)], [1, true], stderr)
      return stderr
    }

    it('without a workspace API key, as before', async () => {
      for (const words of [
        ['list', 'projects'],
        ['create', 'project', 'x'],
        ['list', 'project-api-keys'],
        ['list', 'workspaces'],
      ]) {
        await local(words)
        await local(words, { LATCHKEY_PROJECT_API_KEY: SECRET })
      }
      assert.match(await local(['list', 'projects', '-e', api.endpoint]), /^warning: --endpoint has no effect without/)
    })

    it('with --config, and for what only the operator may do', async () => {
      await writeFile(join(folder, 'latchkey.json'), '{}', { mode: 0o600 })
      await local(['list', 'projects', '--config', join(folder, 'latchkey.json')], environment)
      await local(['update', 'project', 'shop', '--host', 'keys.example.com'], environment)
      await local(['update', 'workspace', 'w1', '--plan', 'pro'], environment)
      await local(['console', 'setup-link'], environment)
      await local(['console', 'reset-password', '--email', 'ada@example.com'], environment)
    })
  })
})
