import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Project, ProjectMetadata } from '@latchkey/contract/messages/projects'
import type { ControlCaller } from '@latchkey/core/access/control-caller'
import type { Role } from '@latchkey/core/access/roles'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectRecord, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { asCaller, asProjectKey, asWorkspaceKey, buildPerson, membershipAt } from '@latchkey/testkit/access-bench'
import { buildWorkspaceEntry, buildWorkspaceRecord } from '@latchkey/testkit/builders'
import { openProjectBench, type ProjectBenchOptions } from '@latchkey/testkit/project-bench'
import { makeProjectHandlers } from './handlers.ts'

const wanted = { name: 'Shop', environment: 'prod' }

function person(...places: readonly (readonly [Role, WorkspaceRecord | ProjectRecord])[]): ControlCaller {
  const account = buildPerson()
  return asCaller(
    account,
    places.map(([role, place]) => membershipAt(account, role, place)),
  ).caller
}

async function withWorkspaces(options?: ProjectBenchOptions) {
  const bench = await openProjectBench(makeProjectHandlers, options)
  const globex = buildWorkspaceRecord({ name: 'Globex' })
  await bench.store.projects.createWorkspace(globex, buildWorkspaceEntry())
  const { ask, workspace: acme } = bench
  const create = async (caller: ControlCaller, body: object = {}): Promise<Project> =>
    (await ask('createProject', { caller, body: { ...wanted, ...body } })).body as Project
  const list = async (caller: ControlCaller): Promise<ProjectMetadata[]> =>
    (await ask('listProjects', { caller })).body as ProjectMetadata[]
  const record = ({ id }: Project): ProjectRecord => bench.stored(id).project
  return { ...bench, acme, globex, create, list, record }
}

describe('createProject', () => {
  it('makes a project with secrets of its own and the defaults', async () => {
    const { ask, acme, stored, opened, issue, verifies, leakedIn, store } = await withWorkspaces()
    const body = { ...wanted, home_region: 'eu-central', workspace_id: acme.id }
    const reply = await ask('createProject', { caller: asWorkspaceKey(acme).caller, body })
    const project = reply.body as Project
    assert.equal(reply.status, 201)
    assert.equal(reply.headers?.['Location'], `/projects/${project.id}`)
    assert.deepEqual(
      [project.name, project.environment, project.home_region, project.state, project.workspace_id],
      ['Shop', 'prod', 'global', 'running', acme.id],
    )
    assert.deepEqual(project.hosts, [`${project.slug}.keys.example`])
    assert.deepEqual(stored(project.id).project.config, {})
    const { secret } = await issue(opened(project.id))
    assert.equal(await verifies(opened(project.id), secret), true)
    assert.deepEqual(leakedIn(JSON.stringify([reply, stored(project.id), store.readAuditEvents(project.id)])), [])
    assert.deepEqual(
      store.readAuditEvents(project.id).map(({ event }) => event),
      ['project.created', 'api_key.issued'],
    )
  })

  it('takes the only workspace that the caller is a member of', async () => {
    const { create, acme, globex } = await withWorkspaces()
    for (const caller of [asWorkspaceKey(acme).caller, person(['developer', acme])])
      assert.equal((await create(caller)).workspace_id, acme.id)
    const ofBoth = person(['owner', acme], ['developer', globex])
    await assert.rejects(create(ofBoth), { code: 'bad_request', metadata: { field: 'workspace_id' } })
    assert.equal((await create(ofBoth, { workspace_id: globex.id.toUpperCase() })).workspace_id, globex.id)
    await assert.rejects(create(person()), { code: 'forbidden' })
  })

  it('hides workspaces that the caller does not see, and refuses those it only sees', async () => {
    const { create, acme, globex, record } = await withWorkspaces()
    const project = record(await create(asWorkspaceKey(acme).caller))
    const foreign = { workspace_id: globex.id }
    const absent = { workspace_id: '00000000-0000-4000-8000-00000000abcd' }
    const callers = [asWorkspaceKey(acme).caller, person(['owner', acme]), person(['owner', project], ['owner', acme])]
    const refusals: unknown[] = []
    for (const caller of callers) {
      for (const body of [foreign, absent]) await create(caller, body).catch((error: unknown) => refusals.push(error))
    }
    assert.equal(refusals.length, 6)
    for (const error of refusals) assert.ok(error instanceof DomainError && error.code === 'not_found')
    assert.equal(new Set(refusals.map((error) => (error as DomainError).message)).size, 1)
    await assert.rejects(create(person(['viewer', acme])), { code: 'forbidden' })
    await assert.rejects(create(person(['owner', project])), { code: 'forbidden' })
    await assert.rejects(create(asProjectKey(project).caller), { code: 'forbidden' })
  })

  it('stops at the number of projects that the plan allows, for two at once too', async () => {
    const { create, acme, list } = await withWorkspaces({ plan: { projectsMax: 2 } })
    const caller = asWorkspaceKey(acme).caller
    const settled = await Promise.allSettled(Array.from({ length: 5 }, () => create(caller)))
    const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as DomainError] : []))
    assert.equal(refusals.length, 3)
    for (const { code, metadata } of refusals)
      assert.deepEqual([code, metadata], ['project_quota_exceeded', { limit: '2', current_usage: '2' }])
    assert.equal((await list(caller)).length, 2)
  })

  it('tries another slug when one is taken', async () => {
    let refusals = 2
    const { create, acme } = await withWorkspaces({
      wrapStore: (store) => {
        const createProject: typeof store.createProject = async (...wish) => {
          if (refusals-- > 0) throw new DomainError('conflict', { metadata: { field: 'slug' } })
          return store.createProject(...wish)
        }
        return new Proxy(store, { get: (target, name) => (name === 'createProject' ? createProject : bound(target, name)) })
      },
    })
    assert.equal((await create(asWorkspaceKey(acme).caller)).name, 'Shop')
    refusals = 3
    await assert.rejects(create(asWorkspaceKey(acme).caller), { code: 'conflict' })
  })

  it('refuses a bad name or environment', async () => {
    const { create, acme } = await withWorkspaces()
    const { caller } = asWorkspaceKey(acme)
    for (const body of [
      { name: '' },
      { name: '  ' },
      { name: 'n'.repeat(257) },
      { environment: 'test' },
      { home_region: 'moon' },
    ])
      await assert.rejects(create(caller, body), { code: 'bad_request' })
  })
})

describe('listProjects', () => {
  it('shows what the caller belongs to, oldest first', async () => {
    const { create, list, acme, globex, record, clock, deps } = await withWorkspaces()
    const made: Project[] = []
    for (const workspace of [acme, globex, acme]) {
      made.push(await create(asWorkspaceKey(workspace).caller))
      clock.advance(1)
    }
    const [shop, rival, blog] = made
    assert.ok(shop && rival && blog)
    const ids = async (caller: ControlCaller) => (await list(caller)).map(({ id }) => id)
    assert.deepEqual(await ids(asWorkspaceKey(acme).caller), [shop.id, blog.id])
    assert.deepEqual(await ids(person(['viewer', acme])), [shop.id, blog.id])
    assert.deepEqual(await ids(person(['viewer', record(blog)])), [blog.id])
    assert.deepEqual(await ids(person(['viewer', record(blog)], ['owner', globex])), [rival.id, blog.id])
    assert.deepEqual(await ids(person()), [])
    assert.deepEqual(await ids(asProjectKey({ id: rival.id as ProjectRecord['id'] }).caller), [rival.id])
    const open = { kind: 'open', audit: { kind: 'unauthenticated_admin', id: '', name: '' } } as const
    assert.deepEqual(await ids(open), [shop.id, rival.id, blog.id])
    const [first] = await list(open)
    assert.deepEqual([first?.workspace?.id, first?.subscription_plan, first?.hosts], [acme.id, 'team', [deps.hostOf(shop.slug)]])
  })

  it('forgets a deleted project', async () => {
    const { create, list, ask, acme } = await withWorkspaces()
    const { caller } = asWorkspaceKey(acme)
    const { id } = await create(caller)
    const asItsKey = asProjectKey({ id: id as ProjectRecord['id'] }).caller
    await ask('suspendProject', { project: id })
    await assert.rejects(list(asItsKey), { code: 'forbidden' })
    await ask('resumeProject', { project: id })
    assert.equal((await ask('purgeProject', { project: id })).status, 204)
    assert.deepEqual(await list(caller), [])
    await assert.rejects(list(asItsKey), { code: 'unauthorized' })
  })
})

/** A method of the store that still knows its store. */
function bound(target: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name)
  return typeof member === 'function' ? member.bind(target) : member
}
