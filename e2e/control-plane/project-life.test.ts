import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ChildServer } from '../proof/support/child-server.ts'
import { keptByOneProcess, openBackend } from '../support/backend.ts'
import {
  asOperator,
  type ControlServer,
  keyCaller,
  projectAt,
  startControlServer,
  type TestProject,
} from '../support/control-plane.ts'
import { claimServer, invite } from '../support/people.ts'
import { type Environment, surveyProject } from '../support/survey-project.ts'
import { call } from '../support/test-server.ts'

const ADMIN = '/v2alpha1/admin'
/** The longest rest of the job that removes deleted projects, and some. */
const REMOVED_WITHIN_MS = 10_000
const MANY_KEYS = 4000
const BATCH = 1000

let server: ControlServer
let sibling: ControlServer
before(async () => {
  server = await startControlServer()
  sibling = await startControlServer({ folder: server.folder })
})
after(async () => {
  await sibling.stop()
  await server.stop()
})

async function untilGone(environment: Environment, projectId: string): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const left = await surveyProject(environment, projectId)
    if (Object.keys(left).length === 0) return
    assert.ok(performance.now() - startedAt < REMOVED_WITHIN_MS, `still there: ${JSON.stringify(left)}`)
    await delay(50)
  }
}

const importMany = (project: TestProject, from: number, count: number) =>
  project.call('POST', `${ADMIN}/importedApiKeys:batchCreate`, {
    requests: Array.from({ length: count }, (_, index) => ({
      raw_key: `legacy-${from + index}`,
      name: `legacy ${from + index}`,
      actor_id: 'a',
    })),
  })

describe('a project whose API keys are switched off', () => {
  it('answers feature_not_available until they are enabled, by two at once or again', async () => {
    const project = await server.createProject({ talos: false })
    const asks = [
      () => project.call('POST', `${ADMIN}/issuedApiKeys`, { name: 'x' }),
      () => project.call('GET', `${ADMIN}/issuedApiKeys`),
      () => project.call('POST', `${ADMIN}/apiKeys:verify`, { credential: 'x' }),
      () => project.call('GET', '/v2alpha1/derivedKeys/jwks.json'),
    ]
    for (const ask of asks) {
      const { status, body } = await ask()
      assert.deepEqual([status, body.error.id], [403, 'feature_not_available'])
    }
    const enable = (at: ControlServer) => at.control('POST', `/projects/${project.id}/talos/enable`)
    const answers = [...(await Promise.all([enable(server), enable(sibling)])), await enable(server)]
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.services.talos.enabled]),
      [
        [200, true],
        [200, true],
        [200, true],
      ],
    )
    assert.equal(await project.verify((await project.issue()).secret), 'VALID')
    const enabled = (await server.server.readAuditEvents(project.id)).filter(({ event }) => event === 'project.api_keys_enabled')
    assert.equal(enabled.length, 1, 'what was enabled already is not enabled again')
  })
})

describe('a suspended project', () => {
  it('stops verifying at once and goes on when it is resumed', async () => {
    const project = await server.createProject()
    const { secret } = await project.issue()
    assert.equal(await project.verify(secret), 'VALID')
    const suspended = await server.control('POST', `/projects/${project.slug}:suspend`)
    assert.deepEqual([suspended.status, suspended.body.state], [200, 'halted'])
    assert.equal(await project.verify(secret), '403')
    assert.equal((await project.call('POST', `${ADMIN}/issuedApiKeys`, { name: 'x' })).body.error.id, 'forbidden')
    await delay(100)
    assert.equal(await projectAt(sibling.endpoint, project).verify(secret), '403', 'on the other server, too')
    const listed = await server.control('GET', '/projects')
    assert.equal(listed.body.find(({ id }: { id: string }) => id === project.id).state, 'halted')
    const resumed = await server.control('POST', `/projects/${project.slug}:resume`)
    assert.deepEqual([resumed.status, resumed.body.state], [200, 'running'])
    assert.equal(await project.verify(secret), 'VALID')
  })
})

describe('a deleted project', { skip: keptByOneProcess }, () => {
  it('answers like one that never was, loses its rows, and leaves the other alone', async () => {
    const owner = await claimServer(server)
    const [doomed, other] = [await server.createProject(), await server.createProject({ name: 'Other' })]
    const { secret } = await doomed.issue()
    const { secret: kept } = await other.issue()
    await importMany(doomed, 0, 20)
    await importMany(other, 0, 20)
    await doomed.call('POST', `${ADMIN}/issuedApiKeys`, { name: 'replayed', request_id: 'r-1' })
    await invite(server, owner, { email: 'only@example.com', role: 'developer', project_id: doomed.id })
    const before = await surveyProject(server.environment, other.id)
    const found = Object.keys(await surveyProject(server.environment, doomed.id))
    for (const table of [
      'projects',
      'project_secrets',
      'issued_api_keys',
      'imported_api_keys',
      'access_keys',
      'audit_events',
      'memberships',
    ])
      assert.ok(found.includes(table), `nothing to remove from ${table}`)

    assert.equal((await server.control('DELETE', `/projects/${doomed.id}`)).status, 204)
    const unknown = projectAt(server.endpoint, { id: 'x', slug: 'never-was-1', projectKey: `ory_pat_${'x'.repeat(49)}` })
    for (const [method, path, body] of [
      ['POST', `${ADMIN}/apiKeys:verify`, { credential: secret }],
      ['POST', `${ADMIN}/apiKeys:batchVerify`, { requests: [{ credential: secret }] }],
      ['POST', `${ADMIN}/issuedApiKeys`, { name: 'x' }],
      ['GET', '/v2alpha1/derivedKeys/jwks.json', undefined],
      ['POST', '/v2alpha1/apiKeys:selfRevoke', { credential: secret }],
    ] as const) {
      const [gone, never] = [await doomed.call(method, path, body), await unknown.call(method, path, body)]
      assert.deepEqual([gone.status, gone.body.error.id], [never.status, never.body.error.id], path)
    }
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/tokens'],
      ['GET', '/members'],
      ['POST', ':resume'],
    ] as const)
      for (const name of [doomed.id, doomed.slug]) {
        const { status, body } = await server.control(method, `/projects/${name}${path}`)
        assert.deepEqual([status, body.error.id], [404, 'not_found'], `${method} ${path}`)
      }
    const listed = await server.control('GET', '/projects')
    assert.ok(!listed.body.some(({ id }: { id: string }) => id === doomed.id))
    const byItsKey = await server.control('GET', '/projects', undefined, keyCaller(doomed.projectKey))
    assert.equal(byItsKey.status, 401, 'its own key is nobody’s')

    await untilGone(server.environment, doomed.id)
    assert.equal((await server.control('GET', '/projects', undefined, keyCaller(doomed.projectKey))).status, 401)
    assert.deepEqual(await surveyProject(server.environment, other.id), before)
    assert.equal(await other.verify(kept), 'VALID')
    assert.equal(await other.verify('legacy-7'), 'VALID')
  })

  it('is gone after a kill -9 in the midst of its removal, and a restart', async () => {
    const child = await ChildServer.prepare(undefined, await openBackend())
    try {
      await child.start()
      const endpoint = `http://127.0.0.1:${child.port}`
      const { doomed, other, workspaceKey } = await furnish(child, endpoint)
      for (let from = 0; from < MANY_KEYS; from += BATCH) {
        const { body } = await importMany(doomed, from, BATCH)
        assert.equal(body.success_count, BATCH)
      }
      const { secret } = await other.issue()
      const headers = { authorization: `Bearer ${workspaceKey}` }
      assert.equal((await call(`${endpoint}/projects/${doomed.id}`, 'DELETE', { headers })).status, 204)
      await untilPartlyRemoved(child.environment, doomed.id)
      await child.kill()
      const left = await surveyProject(child.environment, doomed.id)
      assert.ok((left['imported_api_keys'] ?? 0) > 0 || (left['audit_events'] ?? 0) > 0, 'the kill came too late')
      await child.start()
      assert.equal((await call(`${endpoint}/projects/${doomed.id}`, 'GET', { headers })).status, 404)
      await untilGone(child.environment, doomed.id)
      assert.equal(await other.verify(secret), 'VALID')
    } finally {
      await child.remove()
    }
  })
})

/** Two projects on a server that is its own process. */
async function furnish(child: ChildServer, endpoint: string) {
  const sources = {
    configFile: join(child.folder, 'latchkey.json'),
    environment: child.environment,
  }
  return asOperator(sources, async (administration) => {
    const [workspace] = await administration.listWorkspaces()
    const key = await administration.createWorkspaceApiKey({ workspace: workspace?.id ?? '', name: 'test', expiresAt: undefined })
    const make = async (name: string): Promise<TestProject> => {
      const { id, slug } = await administration.createProject({ name, environment: 'dev' })
      const permissions = ['keys:issue', 'keys:import', 'keys:verify'] as const
      const { credential } = await administration.createProjectApiKey({
        project: id,
        name: 'all',
        permissions,
        expiresAt: undefined,
      })
      return projectAt(endpoint, { id, slug, projectKey: credential.reveal() })
    }
    return { doomed: await make('Doomed'), other: await make('Other'), workspaceKey: key.credential.reveal() }
  })
}

async function untilPartlyRemoved(environment: Environment, projectId: string): Promise<void> {
  const startedAt = performance.now()
  while (((await surveyProject(environment, projectId))['imported_api_keys'] ?? 0) === MANY_KEYS) {
    assert.ok(performance.now() - startedAt < REMOVED_WITHIN_MS, 'the removal never begins')
    await delay(1)
  }
}
