import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ControlPlane, Latchkey, LatchkeyError } from '@latchkey/sdk'
import { runCli } from '../../packages/cli/src/testing/run-cli.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const WORKSPACE_KEY = `ory_wak_${'e2eAuditLogKey00'.repeat(3)}`

describe('the audit log of a server', () => {
  let server: TestServer
  let client: Latchkey
  let controlPlane: ControlPlane
  let workspaceId: string
  let environment: Record<string, string>
  before(async () => {
    server = await startTestServer({ environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY } })
    client = new Latchkey({ endpoint: server.endpoint, apiKey: server.projectKey })
    controlPlane = new ControlPlane({ endpoint: server.endpoint, apiKey: WORKSPACE_KEY })
    environment = {
      ...server.environment,
      LATCHKEY_ENDPOINT: server.endpoint,
      LATCHKEY_PROJECT_API_KEY: server.projectKey,
      LATCHKEY_WORKSPACE_API_KEY: WORKSPACE_KEY,
      XDG_CONFIG_HOME: join(server.folder, 'config'),
    }
    workspaceId = (await controlPlane.workspaces.listPage({})).workspaces[0]?.id ?? ''
  })
  after(() => server.stop())

  const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
    Buffer.concat(await Array.fromAsync(chunks)).toString('utf8')

  it('tells of a key from its issue to its end, the same through HTTP, SDK and command line', async () => {
    const { issued_api_key: issued } = await client.issuedKeys.issue({ name: 'ci' })
    await client.issuedKeys.update(issued.key_id, { name: 'new' })
    await client.issuedKeys.revoke(issued.key_id)
    const filter = `target="${issued.key_id}"`
    const events = await Array.fromAsync(client.auditEvents.list({ filter, page_size: 1 }))
    assert.deepEqual(
      events.map(({ event, before, after }) => [event, before?.['name'], after?.['name']]),
      [
        ['api_key.revoked', 'new', 'new'],
        ['api_key.updated', 'ci', 'new'],
        ['api_key.issued', undefined, 'ci'],
      ],
    )
    const { body } = await server.call('GET', `/v2alpha1/admin/auditEvents?${new URLSearchParams({ filter })}`)
    assert.deepEqual(body.audit_events, events)
    const exported = await textOf(client.auditEvents.export({ filter }))
    assert.deepEqual(
      exported
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      events,
    )
    const listed = await runCli(['audit', 'list', '--target', issued.key_id, '--all', '--format', 'json'], { environment })
    assert.deepEqual(
      listed.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      events,
    )
  })

  it('keeps projects and workspaces apart, and their page tokens', async () => {
    const { id, slug } = await controlPlane.projects.create({ name: 'Other', environment: 'dev', workspace_id: workspaceId })
    const ours = await Array.fromAsync(client.auditEvents.list())
    assert.ok(ours.length > 0 && ours.every(({ target }) => target.id !== id))
    const ofWorkspace = await controlPlane.auditEvents.listPage(workspaceId, { page_size: 1 })
    assert.notEqual(ofWorkspace.next_page_token, '')
    const next = await controlPlane.auditEvents.listPage(workspaceId, { page_size: 1, page_token: ofWorkspace.next_page_token })
    assert.notEqual(next.audit_events[0]?.id, ofWorkspace.audit_events[0]?.id)
    await assert.rejects(client.auditEvents.listPage({ page_token: ofWorkspace.next_page_token }), { field: 'page_token' })
    const elsewhere = new Latchkey({ endpoint: `${server.endpoint}/projects/${slug}`, apiKey: server.projectKey })
    await assert.rejects(elsewhere.auditEvents.listPage(), { id: 'unauthorized' })
    await assert.rejects(textOf(elsewhere.auditEvents.export()), { id: 'unauthorized' })
  })

  it('refuses a filter and a format before anything is written', async () => {
    await assert.rejects(textOf(client.auditEvents.export({ filter: 'name=x' })), { id: 'bad_request', field: 'filter' })
    const { status, body } = await server.call('GET', '/v2alpha1/admin/auditEvents:export?format=xml')
    assert.deepEqual([status, body.error.id], [400, 'bad_request'])
  })

  it('answers an export in the form that was asked for, to be saved and kept by nobody on the way', async () => {
    const authorization = `Bearer ${WORKSPACE_KEY}`
    const path = `${server.endpoint}/workspaces/${workspaceId}/audit-events:export`
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['jsonl', 'application/jsonl'],
    ] as const) {
      const response = await fetch(`${path}?format=${format}`, { headers: { authorization, accept: type } })
      assert.equal(response.status, 200)
      assert.ok(response.headers.get('content-type')?.startsWith(`${type}; charset=utf-8`))
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(response.headers.get('content-disposition'), `attachment; filename="audit-events.${format}"`)
      assert.match(await response.text(), /workspace\.created/)
    }
    const refused = await fetch(path, { headers: { authorization, accept: 'image/png' } })
    assert.equal(refused.status, 406)
  })

  it('goes on serving when the reader of an export hangs up', async () => {
    for (let calls = 0; calls < 20; calls++) for await (const _ of client.auditEvents.export()) break
    assert.equal((await server.call('GET', '/health/ready')).status, 200)
  })

  it('exports into a new file of the owner, and never over another', async () => {
    const file = join(server.folder, 'audit.csv')
    const words = ['audit', 'export', '--workspace', '--as', 'csv', '--output', file]
    const first = await runCli(words, { environment })
    assert.equal(first.code, 0, first.stderr)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.match(await readFile(file, 'utf8'), /^sequence,time,.*\r\n.*project\.created|workspace\.created/)
    const again = await runCli(words, { environment })
    assert.deepEqual([again.code, /exists/.test(again.stderr)], [2, true])
    const refused = await runCli(['audit', 'export', '--filter', 'x', '--output', `${file}.2`], { environment })
    assert.equal(refused.code, 1)
    await assert.rejects(stat(`${file}.2`))
  })

  it('is proved while the server runs, as a whole, by project and by workspace', async () => {
    const verify = async (...words: readonly string[]) => {
      const { code, stdout, stderr } = await runCli(['audit', 'verify', ...words, '--format', 'json'], { environment })
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout)
    }
    const all = await verify()
    assert.equal(all.intact, true)
    assert.deepEqual(
      all.chains.map(({ kind, name }: { kind: string; name: string }) => [kind, name !== '']),
      [
        ['workspace', true],
        ['project', true],
        ['project', true],
      ],
    )
    const { chains } = await verify('--project', server.slug)
    assert.equal(chains[0].id, server.projectId)
    assert.ok(chains[0].events > 3)
    assert.equal((await verify('--workspace', workspaceId)).chains[0].id, workspaceId)
    const nobody = await runCli(['audit', 'verify', '--workspace', 'nobody'], { environment })
    assert.equal(nobody.code, 2)
  })

  it('is closed to a key without the permission', async () => {
    const { value } = await controlPlane.accessKeys.createForProject(server.slug, { name: 'gateway', permissions: 'verify' })
    const gateway = new Latchkey({ endpoint: server.endpoint, apiKey: value ?? '' })
    await assert.rejects(
      gateway.auditEvents.listPage(),
      (error: unknown) => error instanceof LatchkeyError && error.status === 403,
    )
    await assert.rejects(textOf(gateway.auditEvents.export()), { id: 'forbidden' })
  })
})
