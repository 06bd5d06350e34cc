import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ListProjectRevisionsResponse } from '@latchkey/contract/messages/project-secrets'
import type { Project } from '@latchkey/contract/messages/projects'
import { openProjectBench } from '@latchkey/testkit/project-bench'
import { makeProjectHandlers } from './handlers.ts'

describe('the state of a project', () => {
  it('is suspended and resumed, once each', async () => {
    const { create, ask, opened, eventsOf } = await openProjectBench(makeProjectHandlers)
    const { id, revision_id } = await create()
    const states: string[] = []
    for (const operation of ['resumeProject', 'suspendProject', 'suspendProject', 'resumeProject', 'resumeProject'])
      states.push(((await ask(operation, { project: id })).body as Project).state)
    assert.deepEqual(states, ['running', 'halted', 'halted', 'running', 'running'])
    assert.deepEqual(
      eventsOf(id).map(({ event }) => event),
      ['project.suspended', 'project.resumed'],
    )
    assert.equal(opened(id).state, 'running')
    assert.equal(((await ask('getProject', { project: id })).body as Project).revision_id, revision_id)
  })

  it('has API keys switched on once, and leaves no trace the second time', async () => {
    const { create, ask, eventsOf, opened } = await openProjectBench(makeProjectHandlers)
    const { id, services } = await create({ talos: false })
    assert.equal(services.talos.enabled, false)
    assert.equal(opened(id).apiKeysEnabled, false)
    const replies = await Promise.all([
      ask('enableProjectApiKeys', { project: id }),
      ask('enableProjectApiKeys', { project: id }),
    ])
    assert.deepEqual(
      replies.map(({ status, body }) => [status, (body as Project).services.talos.enabled]),
      [
        [200, true],
        [200, true],
      ],
    )
    assert.deepEqual(
      eventsOf(id).map(({ event, before, after }) => [event, before?.['api_keys_enabled'], after?.['api_keys_enabled']]),
      [['project.api_keys_enabled', false, true]],
    )
  })

  it('is deleted once, on the record of its workspace', async () => {
    const { create, ask, deps, store, workspace, stored } = await openProjectBench(makeProjectHandlers)
    const { id } = await create()
    const target = stored(id)
    await ask('purgeProject', { project: id })
    assert.equal(store.projects.findProject({ id }), undefined)
    const last = store.readAuditEvents(workspace.id).at(-1)
    assert.deepEqual([last?.event, last?.targetId, last?.after], ['project.deleted', id, undefined])
    // A call that was let through before the deletion comes after it.
    const late = makeProjectHandlers(deps)
    const call = {
      caller: { kind: 'open', audit: { kind: 'unauthenticated_admin', id: '', name: '' } },
      target: { workspace: target.workspace, stored: target },
      requestId: 'r',
      clientIp: undefined,
      origin: 'https://keys.example',
      body: undefined,
      params: {},
      query: {},
      ifMatch: undefined,
      headers: {},
    } as const
    for (const act of [late.purgeProject, late.suspendProject, late.enableProjectApiKeys])
      await assert.rejects(act(call), { code: 'not_found' })
  })

  it('stays where the configuration speaks of it', async () => {
    const { ask, create } = await openProjectBench(makeProjectHandlers, { managedPaths: ['secrets.hmac.current'] })
    const { id } = await create()
    await assert.rejects(ask('purgeProject', { project: id }), {
      code: 'failed_precondition',
      metadata: { field: 'secrets.hmac.current' },
    })
    assert.equal((await ask('getProject', { project: id })).status, 200)
  })
})

describe('listProjectRevisions', () => {
  it('shows what changed, newest first, under the ids that the project had', async () => {
    const { create, patch, ask, clock } = await openProjectBench(makeProjectHandlers)
    const project = await create()
    clock.advance(1000)
    const update = await patch(project.id, [{ op: 'replace', path: '/services/talos/config/cache/ttl', value: '30s' }])
    const { revisions } = (await ask('listProjectRevisions', { project: project.id })).body as ListProjectRevisionsResponse
    assert.deepEqual(
      revisions.map(({ revision, revision_id, config }) => [revision, revision_id, config]),
      [
        [2, update.project.revision_id, { cache: { ttl: '30s' } }],
        [1, project.revision_id, {}],
      ],
    )
    assert.deepEqual(revisions[0]?.author, { kind: 'unauthenticated_admin', id: '', name: '' })
  })
})
