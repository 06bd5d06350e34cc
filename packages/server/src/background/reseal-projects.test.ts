import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { buildProject } from '@latchkey/core/project/create-project'
import { type MasterKeys, openDataKey, openProjectSecret } from '@latchkey/core/project/project-secrets'
import { type Sealing, sealingOf } from '@latchkey/core/project/reseal-project'
import { buildWorkspaceEntry, buildWorkspaceRecord } from '@latchkey/testkit/builders'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openSqliteStore, type SqliteStore } from '../adapters/sqlite/sqlite-store.ts'
import { systemClock, systemRandom } from '../composition/system-clock.ts'
import { generateProjectSecrets } from '../project/generate-secrets.ts'
import { type ProjectResealingOptions, startProjectResealing } from './reseal-projects.ts'

const former = randomBytes(32)
const masterKeys: MasterKeys = { current: randomBytes(32), retired: [former] }
const START_LIMIT_MS = 20_000

let folder: ReturnType<typeof openTemporaryFolder>
let store: SqliteStore
let path: string
beforeEach(() => {
  folder = openTemporaryFolder()
  path = join(folder.path, 'latchkey.db')
  store = openSqliteStore({ path })
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

/** Projects sealed under the master key. */
async function createProjects(count: number, masterKey: Uint8Array): Promise<readonly ProjectId[]> {
  const workspace = buildWorkspaceRecord()
  await store.projects.createWorkspace(workspace, buildWorkspaceEntry())
  const call = { caller: { kind: 'operator', id: 'test', name: 'test' }, ip: undefined, requestId: 'test' } as const
  const wanted = { workspaceId: workspace.id, name: 'Shop', environment: 'dev', apiKeysEnabled: true } as const
  const deps = { random: systemRandom, clock: systemClock, masterKey, generateSecrets: generateProjectSecrets }
  const created = Array.from({ length: count }, () => buildProject(wanted, call, deps))
  await Promise.all(created.map(({ project, secrets, audit }) => store.projects.createProject(project, secrets, audit)))
  return created.map(({ project }) => project.id)
}

async function countOf(sealing: Sealing, keys: MasterKeys = masterKeys): Promise<number> {
  return (await store.projects.listProjects()).filter((project) => sealingOf(project, keys) === sealing).length
}

const resealings = (id: ProjectId): number => store.readAuditEvents(id).filter(({ event }) => event === 'project.resealed').length

/** Runs until there is nothing left to do; resolves to the lines that were logged. */
async function reseal(options: Partial<ProjectResealingOptions> = {}): Promise<readonly string[]> {
  const lines: string[] = []
  const log = (facts: object, message?: string): void => void lines.push(`${message} ${JSON.stringify(facts)}`)
  const logger = { info: log, error: log } as ProjectResealingOptions['logger']
  const resealing = startProjectResealing({
    projects: store.projects,
    masterKeys,
    clock: systemClock,
    random: systemRandom,
    logger,
    pauseMs: 0,
    ...options,
  })
  const end = Date.now() + START_LIMIT_MS
  while ((await countOf('retired')) > 0 && Date.now() < end) await delay(5)
  await delay(20)
  await resealing.stop()
  return lines
}

/** A server process that does nothing but this. */
function spawnResealing(pauseMs: number): ChildProcess {
  const program = `
    import { startProjectResealing } from ${JSON.stringify(import.meta.resolve('./reseal-projects.ts'))}
    import { openSqliteStore } from ${JSON.stringify(import.meta.resolve('../adapters/sqlite/sqlite-store.ts'))}
    import { systemClock, systemRandom } from ${JSON.stringify(import.meta.resolve('../composition/system-clock.ts'))}
    const key = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'))
    const store = openSqliteStore({ path: ${JSON.stringify(path)} })
    const masterKeys = { current: key('${Buffer.from(masterKeys.current).toString('hex')}'), retired: [key('${former.toString('hex')}')] }
    const logger = { info: () => process.exit(0), error: (facts) => { console.error(facts); process.exit(1) } }
    startProjectResealing({ projects: store.projects, masterKeys, clock: systemClock, random: systemRandom, logger, pauseMs: ${pauseMs} })
    setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'ignore', 'inherit'] })
}

describe('sealing projects under the current master key', () => {
  it('leaves the retired key without a use, and the secrets as they were', async () => {
    const ids = await createProjects(3, former)
    await reseal()
    for (const id of ids) {
      const stored = await store.projects.findProject({ id })
      assert.ok(stored)
      const dataKey = openDataKey(id, stored.project.sealedDataKey, { current: masterKeys.current, retired: [] })
      assert.ok(dataKey)
      assert.ok(stored.secrets.every((secret) => openProjectSecret(secret, dataKey) !== undefined))
      assert.equal(stored.project.revision, 1)
      assert.equal(resealings(id), 1)
    }
  })

  it('touches nothing that is sealed so already', async () => {
    const [id] = await createProjects(1, masterKeys.current)
    assert.deepEqual(await reseal(), [])
    assert.equal(resealings(id as ProjectId), 0)
  })

  it('passes over a project that no key opens, and says so once', async () => {
    const [lost] = await createProjects(1, randomBytes(32))
    await createProjects(2, former)
    let failures = 2
    const projects: ProjectResealingOptions['projects'] = {
      listProjects: () => store.projects.listProjects(),
      changeProject: async (id, decide) => {
        if (failures-- > 0) throw new DomainError('service_unavailable')
        return store.projects.changeProject(id, decide)
      },
    }
    const lines = await reseal({ projects, retryMs: 1 })
    assert.equal(lines.filter((line) => line.includes(lost as string)).length, 1)
    assert.equal(lines.filter((line) => line.includes('trying again')).length, 2)
    assert.deepEqual([await countOf('current'), await countOf('unopened')], [2, 1])
    assert.ok(lines.every((line) => !line.includes(former.toString('hex'))))
  })

  it('stops between two projects', async () => {
    await createProjects(5, former)
    const logger = { info: () => {}, error: () => {} } as unknown as ProjectResealingOptions['logger']
    const resealing = startProjectResealing({
      projects: store.projects,
      masterKeys,
      clock: systemClock,
      random: systemRandom,
      logger,
      pauseMs: 60_000,
    })
    while ((await countOf('current')) === 0) await delay(5)
    await resealing.stop()
    assert.equal(await countOf('current'), 1)
  })

  it('goes on where a killed process left off, in two processes at once, each project once', { timeout: 60_000 }, async () => {
    const ids = await createProjects(60, former)
    const killed = spawnResealing(30)
    const gone = once(killed, 'exit')
    while ((await countOf('current')) < 10) await delay(5)
    killed.kill('SIGKILL')
    await gone
    const left = await countOf('retired')
    assert.ok(left > 0 && left <= 50, `${left} are left`)
    const both = [spawnResealing(1), spawnResealing(1)]
    // The one that finds nothing left to do has nothing to say and no end; the other ends by itself.
    await Promise.race(both.map((child) => once(child, 'exit')))
    for (const child of both) child.kill('SIGKILL')
    assert.equal(await countOf('current', { current: masterKeys.current, retired: [] }), 60)
    assert.ok(ids.every((id) => resealings(id) === 1))
  })
})
