import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, asWorkspaceKey, openAccessBench } from '@latchkey/testkit/access-bench'
import { buildAuditEntry } from '@latchkey/testkit/builders'
import { makeControlCaller } from '@latchkey/testkit/control-bench'
import { makeWorkspaceHandlers } from './handlers.ts'

async function openWorkspaces() {
  const bench = await openAccessBench()
  const handlers = makeWorkspaceHandlers({ ...bench.deps, hostOf: (slug) => `${slug}.projects.localhost` })
  return { ...bench, ask: makeControlCaller(handlers, bench.store.projects) }
}

const { caller } = anyone

describe('the operations on workspaces', () => {
  it('make, read, rename and list one', async () => {
    const { ask, clock } = await openWorkspaces()
    const made = await ask('createWorkspace', { caller, body: { name: 'Initech' } })
    const { id, ...facts } = made.json as Record<string, unknown>
    assert.deepEqual([made.status, made.headers], [201, { Location: `/workspaces/${id}` }])
    assert.deepEqual(facts, {
      name: 'Initech',
      access_policy: 'CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP',
      organization_id: null,
      subscription_id: null,
      subscription_plan: null,
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    })
    const params = { workspace: String(id) }
    assert.deepEqual((await ask('getWorkspace', { caller, params })).json, made.json)
    clock.advance(1)
    const renamed = await ask('updateWorkspace', { caller, params, body: { ...facts, name: 'Initrode' } })
    assert.deepEqual(renamed.json, { id, ...facts, name: 'Initrode', updated_at: '2026-01-15T12:00:00.001Z' })
    const { workspaces } = (await ask('listWorkspaces', { caller })).json as { workspaces: unknown[] }
    assert.deepEqual(workspaces.at(-1), renamed.json)
  })

  it('list page by page', async () => {
    const { ask, acme, globex } = await openWorkspaces()
    const first = (await ask('listWorkspaces', { caller, query: { page_size: '1' } })).json as Record<string, unknown>
    assert.deepEqual([first['next_page_token'], first['has_next_page']], [acme.id, true])
    const query = { page_size: '1', page_token: acme.id }
    const second = (await ask('listWorkspaces', { caller, query })).json as Record<string, unknown>
    assert.deepEqual([second['next_page_token'], second['has_next_page']], ['', false])
    assert.deepEqual((second['workspaces'] as { id: string }[])[0]?.id, globex.id)
    for (const bad of [{ page_size: '0' }, { page_size: '1001' }, { page_size: 'x' }, { page_token: 'x' }]) {
      await assert.rejects(ask('listWorkspaces', { caller, query: bad }), { code: 'bad_request' })
    }
  })

  it('list the projects of one workspace', async () => {
    const { ask, store, acme, shop, blog } = await openWorkspaces()
    await store.projects.changeWorkspace(acme.id, (workspace) => ({
      workspace: { ...workspace, plan: 'team' },
      audit: buildAuditEntry({ event: 'workspace.updated', targetKind: 'workspace' }),
    }))
    const answer = await ask('listWorkspaceProjects', { caller: asWorkspaceKey(acme).caller, params: { workspace: acme.id } })
    const { projects, ...page } = answer.json as { projects: Record<string, unknown>[] }
    assert.deepEqual(page, { next_page: '', has_next_page: false })
    assert.deepEqual(
      projects.map(({ id, hosts, subscription_plan }) => [id, hosts, subscription_plan]),
      [shop, blog].map(({ id, slug }) => [id, [`${slug}.projects.localhost`], 'team']),
    )
    assert.ok(!JSON.stringify(answer.json).includes('sealed'))
  })

  it('refuse bad names and ways to decide access that do not exist here', async () => {
    const { ask, acme } = await openWorkspaces()
    const params = { workspace: acme.id }
    for (const name of [undefined, '', ' ', 7, 'n'.repeat(257), 'a\u0000b', '\ud800']) {
      await assert.rejects(ask('createWorkspace', { caller, body: { name } }), { code: 'bad_request' })
      await assert.rejects(ask('updateWorkspace', { caller, params, body: { name } }), { code: 'bad_request' })
    }
    const policy = (access_policy: string) => ask('updateWorkspace', { caller, params, body: { name: 'Acme', access_policy } })
    await assert.rejects(policy('CHECK_ACCESS_PERMISSION'), { code: 'feature_not_available' })
    await assert.rejects(policy('NONE'), { code: 'bad_request' })
  })
})
