import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { accessPermissions } from '@latchkey/core/access/access-permissions'
import { hasAccessKeyChecksum, hashAccessKey } from '@latchkey/core/credential/access-key-secret'
import { Secret } from '@latchkey/core/credential/secret'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { MemoryStore } from '../adapters/memory/memory-store.ts'
import { systemRandom } from '../composition/system-clock.ts'
import { ensureFirstProject, ensureNetworks, type FirstStartDependencies } from './first-start.ts'
import { generateProjectSecrets } from './generate-secrets.ts'
import { noOverlay, openProject } from './open-project.ts'

const masterKey = new Uint8Array(randomBytes(32))
const noKeys = { projectKey: undefined, workspaceKey: undefined }

function setUp(overrides: Partial<FirstStartDependencies> = {}): FirstStartDependencies {
  const store = new MemoryStore()
  return {
    projects: store.projects,
    accessKeys: store.accessKeys,
    random: systemRandom,
    clock: { now: () => 1000 as Instant },
    masterKey,
    generateSecrets: generateProjectSecrets,
    bootstrap: noKeys,
    ...overrides,
  }
}
const callOfOperator = {
  at: 1000 as Instant,
  event: 'project.deleted',
  caller: { kind: 'operator', id: 'cli', name: 'cli' },
  targetKind: 'project',
  ip: undefined,
  requestId: 'request-1',
} as const

const projectKeys = async ({ accessKeys }: FirstStartDependencies, projectId: string) =>
  accessKeys.listAccessKeys('project', projectId)

describe('the first start', () => {
  it('makes one workspace, one project that opens, and one key that may do everything', async () => {
    const deps = setUp()
    const first = await ensureFirstProject(deps)
    assert.equal(first.outcome, 'created')
    assert.ok(first.outcome === 'created' && first.projectApiKey)
    const credential = first.projectApiKey.reveal()
    assert.ok(hasAccessKeyChecksum(credential))
    const accessKey = await deps.accessKeys.findByHash(hashAccessKey(credential))
    assert.deepEqual([accessKey?.ownerId, accessKey?.permissions], [first.projectId, accessPermissions])
    assert.equal((await deps.projects.listWorkspaces()).length, 1)
    const stored = await deps.projects.findDefaultProject()
    assert.ok(stored)
    const project = openProject(stored, {
      masterKeys: { current: masterKey, retired: [] },
      overlay: noOverlay,
      planNamed: (name) => ({ name, apiKeysMax: undefined, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} }),
      urlOf: (slug) => `http://${slug}.projects.localhost:4420`,
    })
    assert.deepEqual([project.slug, project.apiKeysEnabled, project.signingKeys.length], ['default', true, 1])
    assert.ok(!JSON.stringify(first).includes(credential))
  })

  it('happens once', async () => {
    const deps = setUp()
    const first = await ensureFirstProject(deps)
    assert.deepEqual(await ensureFirstProject(deps), { outcome: 'existed', projectId: first.projectId })
    assert.equal((await deps.projects.listProjects()).length, 1)
    assert.equal((await projectKeys(deps, first.projectId)).length, 1)
  })

  it('makes another project when the only one was deleted, whether or not its rows are removed yet', async () => {
    const deps = setUp()
    const { projectId } = await ensureFirstProject(deps)
    const audit = { ...callOfOperator, id: systemRandom.uuid(), targetId: projectId, before: undefined, after: undefined }
    await deps.projects.changeProject(projectId, ({ project, secrets }) => ({
      project: { ...project, state: 'deleted' },
      secrets,
      audit,
    }))
    const second = await ensureFirstProject(deps)
    assert.deepEqual([second.outcome, second.projectId === projectId], ['created', false])
    assert.deepEqual(
      (await deps.projects.listDeletedProjects()).map(({ slug }) => slug),
      ['default'],
    )
    assert.deepEqual(await ensureFirstProject(deps), { outcome: 'existed', projectId: second.projectId })
  })

  it('happens once for processes that start at once', async () => {
    for (let round = 0; round < 20; round++) {
      const deps = setUp()
      const outcomes = await Promise.all([ensureFirstProject(deps), ensureFirstProject(deps), ensureFirstProject(deps)])
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'created').length, 1)
      assert.equal(new Set(outcomes.map(({ projectId }) => projectId)).size, 1)
      assert.equal((await deps.projects.listProjects()).length, 1)
      assert.equal((await deps.projects.listWorkspaces()).length, 1)
      assert.equal((await projectKeys(deps, outcomes[0]?.projectId ?? '')).length, 1)
    }
  })

  it('takes the keys that automation chose, and then has nothing to print', async () => {
    const projectKey = `ory_pat_${'p'.repeat(32)}`
    const workspaceKey = `ory_wak_${'w'.repeat(32)}`
    const deps = setUp({ bootstrap: { projectKey: new Secret(projectKey), workspaceKey: new Secret(workspaceKey) } })
    const first = await ensureFirstProject(deps)
    assert.deepEqual(first, { outcome: 'created', projectId: first.projectId, projectApiKey: undefined })
    assert.equal((await deps.accessKeys.findByHash(hashAccessKey(projectKey)))?.ownerId, first.projectId)
    const [workspace] = await deps.projects.listWorkspaces()
    assert.equal((await deps.accessKeys.findByHash(hashAccessKey(workspaceKey)))?.ownerId, workspace?.id)
  })

  it('does not read chosen keys once there are others', async () => {
    const deps = setUp()
    const first = await ensureFirstProject(deps)
    const chosen = `ory_pat_${'q'.repeat(32)}`
    const again = await ensureFirstProject({ ...deps, bootstrap: { ...noKeys, projectKey: new Secret(chosen) } })
    assert.deepEqual(again, { outcome: 'existed', projectId: first.projectId })
    assert.equal(await deps.accessKeys.findByHash(hashAccessKey(chosen)), undefined)
  })

  it('finishes what a start that was cut off left undone', async () => {
    const deps = setUp()
    const broken = {
      ...deps,
      accessKeys: {
        ...deps.accessKeys,
        hasAccessKeys: () => false,
        createAccessKey: async () => assert.fail('cut off'),
      } as never,
    }
    await assert.rejects(ensureFirstProject(broken), /cut off/)
    const project = await deps.projects.findDefaultProject()
    const first = await ensureFirstProject(deps)
    assert.deepEqual([first.outcome, first.projectId], ['created', project?.project.id])
  })

  it('passes an outage on', async () => {
    const deps = setUp()
    const down = Object.create(deps.projects, { findDefaultProject: { value: () => Promise.reject(new Error('down')) } })
    await assert.rejects(ensureFirstProject({ ...deps, projects: down }), /down/)
    assert.equal((await deps.projects.listProjects()).length, 0)
  })
})

describe('networks of the configuration', () => {
  const network = { id: '550e8400-e29b-41d4-a716-446655440001' as ProjectId, hosts: ['t1.test'], settings: {} }

  it('become projects with the ids and hosts they name, once', async () => {
    const deps = setUp()
    const { projectId } = await ensureFirstProject(deps)
    await ensureNetworks(deps, [network])
    await ensureNetworks(deps, [network])
    const stored = await deps.projects.findProject({ host: 't1.test' })
    assert.deepEqual([stored?.project.id, stored?.project.revision], [network.id, 1])
    assert.equal((await deps.projects.listProjects()).length, 2)
    assert.equal((await deps.projects.findDefaultProject())?.project.id, projectId)
  })

  it('answer at other hosts when the configuration says so', async () => {
    const deps = setUp()
    await ensureFirstProject(deps)
    await ensureNetworks(deps, [network])
    await ensureNetworks(deps, [{ ...network, hosts: ['t2.test', 'alias.test'] }])
    assert.equal(await deps.projects.findProject({ host: 't1.test' }), undefined)
    assert.equal((await deps.projects.findProject({ host: 'alias.test' }))?.project.id, network.id)
  })
})
