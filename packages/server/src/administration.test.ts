import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { DomainError, type DomainErrorCode } from '@latchkey/core/errors/domain-error'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { AuditEventName } from '@latchkey/core/events/audit-event-names'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openSqliteStore } from './adapters/sqlite/sqlite-store.ts'
import { type Administration, openAdministration } from './administration.ts'

let folder: ReturnType<typeof openTemporaryFolder>
let administration: Administration
let path: string

const config = {
  serve: { http: { project_domain: 'keys.example.com' } },
  plans: [{ name: 'small', api_keys_max: 10 }, { name: 'large' }],
}

beforeEach(async () => {
  folder = openTemporaryFolder()
  path = join(folder.path, 'latchkey.db')
  await openSqliteStore({ path }).close()
  const configFile = join(folder.path, 'latchkey.json')
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 })
  administration = await openAdministration({ configFile, environment: { LATCHKEY_DATA_DIR: folder.path } })
})
afterEach(async () => {
  await administration.close()
  folder.remove()
})

const refusedWith =
  (code: DomainErrorCode, text = /./) =>
  (error: unknown) =>
    error instanceof DomainError && error.code === code && text.test(error.message)

/** What the chain says the operator did, after the events that made it. */
async function eventsOf(chainId: string): Promise<readonly AuditEventName[]> {
  const store = openSqliteStore({ path })
  try {
    const events = store.readAuditEvents(chainId)
    assert.equal(verifyAuditChain(events).intact, true)
    assert.ok(events.every(({ caller }) => caller.kind === 'operator'))
    return events.map(({ event }) => event)
  } finally {
    await store.close()
  }
}

describe('workspaces', () => {
  it('are made, found and listed after the first one', async () => {
    const made = await administration.createWorkspace({ name: 'Shops', plan: 'small' })
    assert.deepEqual(await administration.getWorkspace(made.id), made)
    assert.deepEqual(
      (await administration.listWorkspaces()).map(({ name }) => name),
      ['Default', 'Shops'],
    )
    assert.deepEqual(await eventsOf(made.id), ['workspace.created'])
  })

  it('take only plans that are configured', async () => {
    const { id } = await administration.createWorkspace({ name: 'Shops' })
    assert.equal((await administration.setWorkspacePlan(id, 'large')).plan, 'large')
    assert.equal((await administration.setWorkspacePlan(id, 'default')).plan, '')
    await assert.rejects(administration.setWorkspacePlan(id, 'Large'), refusedWith('bad_request', /one of default, small, large/))
    await assert.rejects(administration.createWorkspace({ name: 'x', plan: 'huge' }), refusedWith('bad_request', /^plan/))
    await assert.rejects(administration.createWorkspace({ name: ' ' }), refusedWith('bad_request', /^name/))
    await assert.rejects(administration.setWorkspacePlan('none', 'large'), refusedWith('not_found'))
    assert.deepEqual(await eventsOf(id), ['workspace.created', 'workspace.updated', 'workspace.updated'])
  })

  it('have keys of their own', async () => {
    const [mine, other] = [
      await administration.createWorkspace({ name: 'Mine' }),
      await administration.createWorkspace({ name: 'Other' }),
    ]
    const { accessKey, credential } = await administration.createWorkspaceApiKey({
      workspace: mine.id,
      name: 'terraform',
      expiresAt: undefined,
    })
    assert.match(credential.reveal(), /^ory_wak_/)
    assert.deepEqual(await administration.listWorkspaceApiKeys(mine.id), [accessKey])
    await assert.rejects(administration.deleteWorkspaceApiKey(other.id, accessKey.id), refusedWith('not_found'))
    assert.deepEqual(await administration.deleteWorkspaceApiKey(mine.id, accessKey.id), accessKey)
    await assert.rejects(administration.deleteWorkspaceApiKey(mine.id, accessKey.id), refusedWith('not_found'))
    await assert.rejects(administration.listWorkspaceApiKeys('none'), refusedWith('not_found'))
    assert.deepEqual(await eventsOf(mine.id), ['workspace.created', 'access_key.created', 'access_key.deleted'])
  })
})

describe('projects', () => {
  it('are made in the workspace that is named, or in the oldest', async () => {
    const workspace = await administration.createWorkspace({ name: 'Shops' })
    const project = await administration.createProject({
      name: 'Shop',
      environment: 'prod',
      workspace: workspace.id,
      slug: 'shop',
    })
    assert.deepEqual(await administration.listProjects(workspace.id), [project])
    assert.deepEqual(await administration.getProject('shop'), project)
    assert.deepEqual(await administration.getProject(project.id), project)
    const [first] = await administration.listWorkspaces()
    const elsewhere = await administration.createProject({ name: 'Blog', environment: 'dev' })
    assert.equal(elsewhere.workspaceId, first?.id)
    await assert.rejects(administration.getProject('none'), refusedWith('not_found'))
  })

  it('take domains of their own, one project each', async () => {
    const shop = await administration.createProject({ name: 'Shop', environment: 'prod', slug: 'shop' })
    await administration.createProject({ name: 'Blog', environment: 'prod', slug: 'blog', hosts: ['blog.example.org'] })
    const changed = await administration.setProjectHosts('shop', ['keys.shop.example', 'api.shop.example'])
    assert.deepEqual([changed.hosts, changed.revision], [['keys.shop.example', 'api.shop.example'], 2])
    await assert.rejects(administration.setProjectHosts('shop', ['blog.example.org']), refusedWith('conflict'))
    const bad = ['Shop.example', 'localhost', '192.0.2.1', 'a.example:80', 'https://a.example', 'a..example', '-a.example', '']
    for (const host of [...bad, 'keys.example.com', 'x.keys.example.com', `${'a'.repeat(64)}.example`])
      await assert.rejects(administration.setProjectHosts('shop', [host]), refusedWith('bad_request', /^hosts/), host)
    await assert.rejects(administration.setProjectHosts('shop', ['a.example', 'a.example']), refusedWith('bad_request', /twice/))
    assert.deepEqual((await administration.setProjectHosts('shop', [])).hosts, [])
    assert.deepEqual(await eventsOf(shop.id), ['project.created', 'project.updated', 'project.updated'])
  })

  it('are suspended and resumed once', async () => {
    const { id } = await administration.createProject({ name: 'Shop', environment: 'prod', slug: 'shop' })
    assert.equal((await administration.suspendProject('shop')).state, 'suspended')
    assert.equal((await administration.suspendProject(id)).state, 'suspended')
    assert.equal((await administration.resumeProject('shop')).state, 'running')
    assert.equal((await administration.resumeProject('shop')).state, 'running')
    assert.deepEqual(await eventsOf(id), ['project.created', 'project.suspended', 'project.resumed'])
  })

  it('are deleted with everything they had, and free their names', async () => {
    const { id, workspaceId } = await administration.createProject({
      name: 'Shop',
      environment: 'prod',
      slug: 'shop',
      hosts: ['keys.shop.example'],
    })
    await administration.createProjectApiKey({ project: 'shop', name: 'ci', permissions: ['keys:verify'], expiresAt: undefined })
    await administration.deleteProject('shop')
    await assert.rejects(administration.getProject(id), refusedWith('not_found'))
    await assert.rejects(administration.deleteProject('shop'), refusedWith('not_found'))
    assert.deepEqual(await eventsOf(id), [])
    assert.equal((await eventsOf(workspaceId)).at(-1), 'project.deleted')
    await administration.createProject({ name: 'New', environment: 'prod', slug: 'shop', hosts: ['keys.shop.example'] })
  })
})
