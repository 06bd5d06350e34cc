import assert from 'node:assert/strict'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runCli } from '../../packages/cli/src/testing/run-cli.ts'
import { keptByOneProcess } from '../support/backend.ts'
import { call, startTestServer, type TestServer } from '../support/test-server.ts'

const WORKSPACE_KEY = `ory_wak_${'e2eWorkspaceKey0'.repeat(3)}`

/** A team signs up a project without touching the server: everything through the command line and the API. */
describe('the control plane from the command line', () => {
  let server: TestServer
  let environment: Record<string, string>
  let projectFile: string
  before(async () => {
    server = await startTestServer({ environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY } })
    environment = { XDG_CONFIG_HOME: join(server.folder, 'config') }
    projectFile = join(server.folder, 'shop.yaml')
  })
  after(() => server.stop())

  const run = (words: readonly string[], stdin?: string) =>
    runCli([...words, '--format', 'json'], { environment, ...(stdin === undefined ? {} : { stdin }) })
  const json = async (words: readonly string[], stdin?: string) => {
    const { code, stdout, stderr } = await run(words, stdin)
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const verifyCode = async (secret: string) => (await run(['keys', 'verify', '-', '--no-cache'], secret)).code
  const settingsOf = async (slug: string) => (await json(['get', 'project', slug])).services.talos.config

  let slug: string
  let secret: string

  it('stores the endpoint and a workspace API key, after trying them', async () => {
    const unknown = await run(['auth', '-', '-e', server.endpoint], `ory_wak_${'x'.repeat(48)}`)
    assert.deepEqual([unknown.code, unknown.stdout], [1, ''])
    assert.match(unknown.stderr, /unauthorized, HTTP 401/)
    assert.equal((await run(['auth', 'status'])).code, 1)

    const stored = await json(['auth', '-', '-e', server.endpoint], `${WORKSPACE_KEY}\n`)
    assert.deepEqual([stored.endpoint, stored.kind], [server.endpoint, 'workspace'])
    assert.equal((await stat(stored.file)).mode & 0o777, 0o600)
    const status = await run(['auth', 'status'])
    assert.equal(status.code, 0)
    assert.equal(JSON.stringify([stored, status]).includes(WORKSPACE_KEY), false)
  })

  it('creates a project over the API and works with its keys', async () => {
    const project = await json(['create', 'project', 'Web shop', '--environment', 'prod'])
    slug = project.slug
    assert.equal(project.state, 'running')
    const listed = await json(['list', 'projects'])
    assert.deepEqual(
      listed.map(({ name }: { name: string }) => name),
      ['Default', 'Web shop'],
    )
    const used = await run(['use', 'project', slug])
    assert.equal(used.code, 0, used.stderr)
    const key = await json(['create', 'project-api-key', 'backend', '--ttl', '30d'])
    assert.equal(key.project_id, project.id)
    const stored = await json(['auth', '-'], key.value)
    assert.deepEqual([stored.kind, stored.project.slug], ['project', slug])

    secret = (await json(['keys', 'issue', 'First customer'])).secret
    assert.equal(await verifyCode(secret), 0)
    const elsewhere = await server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential: secret })
    assert.equal(elsewhere.body.error_code, 'VERIFICATION_ERROR_NOT_FOUND')
  })

  it('rotates the secrets of the project: a graceful rotation breaks nothing, the other what hung on the replaced one', async () => {
    const graceful = await json(['rotate', 'project-hmac-secret', '--mode', 'graceful'])
    assert.equal(graceful.secrets.filter(({ purpose }: { purpose: string }) => purpose === 'hmac').length, 2)
    assert.equal(await verifyCode(secret), 0)
    const { secret: second } = await json(['keys', 'issue', 'Second customer'])
    const revoked = await run(['rotate', 'project-hmac-secret', slug, '--mode', 'revoke'])
    assert.equal(revoked.code, 0, revoked.stderr)
    assert.match(revoked.stderr, /^warning: /m)
    assert.deepEqual([await verifyCode(secret), await verifyCode(second)], [0, 1])

    assert.equal((await run(['rotate', 'project-signing-key', '--mode', 'graceful'])).code, 0)
    const { secrets } = await json(['list', 'project-secrets'])
    const retired = secrets.find(
      (known: { purpose: string; state: string }) => known.purpose === 'hmac' && known.state === 'retired',
    )
    assert.equal(secrets.filter(({ purpose }: { purpose: string }) => purpose === 'signing').length, 2)
    assert.equal(retired.live_keys, 1)
    assert.equal((await run(['delete', 'project-secret', retired.id, '--yes'])).code, 0)
    assert.equal(await verifyCode(secret), 1)
    secret = (await json(['keys', 'issue', 'Third customer'])).secret
    assert.equal(await verifyCode(secret), 0)
  })

  it('shows what a project file would change, then changes exactly that', async () => {
    await writeFile(
      projectFile,
      `project: ${slug}\nname: Web shop\nenvironment: prod\nconfig:\n  credentials:\n    api_keys:\n      default_ttl: 24h\n`,
    )
    const path = '/services/talos/config/credentials/api_keys/default_ttl'
    const expected = [{ path, old: '168h', new: '24h' }]
    const rehearsed = await json(['apply', '-f', projectFile, '--dry-run'])
    assert.deepEqual([rehearsed.dry_run, rehearsed.changes], [true, expected])
    assert.equal((await settingsOf(slug)).credentials.api_keys.default_ttl, '168h')

    const applied = await json(['apply', '-f', projectFile])
    assert.deepEqual(applied.changes, expected)
    assert.equal((await settingsOf(slug)).credentials.api_keys.default_ttl, '24h')
    assert.deepEqual((await json(['apply', '-f', projectFile])).changes, [])
    const key = await json(['keys', 'issue', 'Fourth customer'])
    const lifeMs = Date.parse(key.issued_api_key.expire_time) - Date.parse(key.issued_api_key.create_time)
    assert.equal(Math.round(lifeMs / 3_600_000), 24)
  })

  it('is also the file that a project prints', async () => {
    const { stdout } = await runCli(['get', 'project', slug, '--format', 'yaml'], { environment })
    await writeFile(projectFile, stdout)
    assert.deepEqual((await json(['apply', '-f', projectFile])).changes, [])
  })

  it('loses no change that somebody else makes meanwhile', async () => {
    const { revision_id: revision } = await json(['get', 'project', slug])
    await json(['patch', 'project', slug, '--replace', '/name="Web shop 2"'])
    const late = await run(['patch', 'project', slug, '--replace', '/name="lost"', '--revision', revision])
    assert.equal(late.code, 1)
    assert.match(late.stderr, /conflict, HTTP 409/)
    assert.equal((await json(['get', 'project', slug])).name, 'Web shop 2')
  })

  it('refuses to apply what was computed from an older project', async () => {
    await writeFile(projectFile, `project: ${slug}\nname: Ours\n`)
    const realFetch = globalThis.fetch
    globalThis.fetch = async (input, init) => {
      if (init?.method === 'PATCH' && String(input).includes('/revision/')) {
        globalThis.fetch = realFetch
        const headers = { authorization: `Bearer ${WORKSPACE_KEY}` }
        const body = [{ op: 'replace', path: '/name', value: 'Theirs' }]
        assert.equal((await call(`${server.endpoint}/projects/${slug}`, 'PATCH', { headers, body })).status, 200)
      }
      return realFetch(input, init)
    }
    try {
      const { code, stdout, stderr } = await run(['apply', '-f', projectFile])
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, /Somebody changed the project .* meanwhile \(HTTP 409\)/)
    } finally {
      globalThis.fetch = realFetch
    }
    assert.equal((await json(['get', 'project', slug])).name, 'Theirs')
  })

  it('warns of settings that have no effect, and changes the rest', async () => {
    const patched = await run([
      'patch',
      'project',
      slug,
      '--add',
      '/services/talos/config/frobnicate=true',
      '--replace',
      '/name="Patched"',
    ])
    assert.equal(patched.code, 0)
    assert.match(patched.stderr, /^warning: .*frobnicate/m)
    assert.equal((await json(['get', 'project', slug])).name, 'Patched')
  })

  it('replaces all settings with a file', async () => {
    await writeFile(projectFile, 'config:\n  credentials:\n    api_keys:\n      max_ttl: 8760h\n')
    assert.equal((await run(['update', 'project', slug, '--file', projectFile])).code, 0)
    const { api_keys: apiKeys } = (await settingsOf(slug)).credentials
    assert.deepEqual([apiKeys.max_ttl, apiKeys.default_ttl], ['8760h', '168h'])
    const { revisions } = await json(['list', 'project-revisions', slug])
    assert.ok(revisions.length >= 5)
  })

  it('makes a project out of its file once', async () => {
    await writeFile(projectFile, 'name: Second shop\nenvironment: stage\nconfig: {cache: {ttl: 30s}}\n')
    assert.match((await run(['apply', '-f', projectFile])).stderr, /--project: is required/)
    const rehearsed = await run(['apply', '-f', projectFile, '--create', '--dry-run'])
    assert.match(rehearsed.stderr, /The project Second shop would be made/)
    const created = await json(['apply', '-f', projectFile, '--create'])
    assert.deepEqual(
      created.changes.map((change: { new: unknown }) => change.new),
      ['30s'],
    )
    const again = await json(['apply', '-f', projectFile, '--create'])
    assert.deepEqual([again.project_id, again.changes], [created.project_id, []])
    assert.equal((await run(['delete', 'project', created.project_id, '--yes'])).code, 0)
  })

  it('suspends, resumes and deletes the project; its keys follow at once', async () => {
    assert.equal((await json(['suspend', 'project', slug])).state, 'halted')
    assert.notEqual(await verifyCode(secret), 0)
    assert.equal((await json(['resume', 'project', slug])).state, 'running')
    assert.equal(await verifyCode(secret), 0)
    assert.equal((await run(['delete', 'project', slug])).code, 2)
    assert.equal((await run(['delete', 'project', slug, '--yes'])).code, 0)
    assert.notEqual(await verifyCode(secret), 0)
    assert.equal((await run(['get', 'project', slug])).code, 1)
  })

  it('hands out and deletes workspace API keys', async () => {
    const narrow = await json(['create', 'workspace-api-key', 'terraform', '--ttl', '1d'])
    const listed = await run(['list', 'workspace-api-keys'])
    assert.match(listed.stdout, /terraform/)
    assert.equal(listed.stdout.includes(narrow.value), false)
    const own = { LATCHKEY_ENDPOINT: server.endpoint, LATCHKEY_WORKSPACE_API_KEY: narrow.value }
    assert.equal((await runCli(['list', 'projects'], { environment: own })).code, 0)
    assert.equal((await run(['delete', 'workspace-api-key', narrow.id])).code, 0)
    assert.equal((await runCli(['list', 'projects'], { environment: own })).code, 1)
    const [workspace] = (await json(['list', 'workspaces'])).workspaces
    assert.equal((await json(['update', 'workspace', '--name', 'Renamed'])).name, 'Renamed')
    assert.equal((await json(['get', 'workspace', workspace.id])).name, 'Renamed')
  })

  it('leaves plans and domains to the operator at the store, and forgets the login', { skip: keptByOneProcess }, async () => {
    const store = ['--config', server.configFile]
    const operator = (words: readonly string[]) =>
      runCli([...words, ...store, '--format', 'json'], { environment: { ...server.environment, ...environment } })
    const hosts = await operator(['update', 'project', 'default', '--host', 'keys.example.com'])
    assert.deepEqual([hosts.code, JSON.parse(hosts.stdout).hosts], [0, ['keys.example.com']])
    const plan = await operator(['update', 'workspace', '--plan', 'none'])
    assert.deepEqual([plan.code, /plan: /.test(plan.stderr)], [1, true])
    const local = await operator(['list', 'projects'])
    assert.match(local.stderr, /At the store of the server on this machine/)
    assert.match(await readFile(join(server.folder, 'config', 'latchkey', 'credentials.json'), 'utf8'), /ory_wak_/)
    assert.equal((await run(['auth', 'logout'])).code, 0)
    await assert.rejects(stat(join(server.folder, 'config', 'latchkey', 'credentials.json')), { code: 'ENOENT' })
    await rm(projectFile, { force: true })
  })
})
