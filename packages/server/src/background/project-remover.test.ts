import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectId } from '@latchkey/core/key/api-key'
import {
  buildAuditEntry,
  buildInsertion,
  buildIssuedKey,
  buildProjectRecord,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from '@latchkey/testkit/builders'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openSqliteStore, type SqliteStore } from '../adapters/sqlite/sqlite-store.ts'
import { type ProjectRemoverOptions, startProjectRemover } from './project-remover.ts'

const LIMIT_MS = 20_000

let folder: ReturnType<typeof openTemporaryFolder>
let store: SqliteStore
beforeEach(() => {
  folder = openTemporaryFolder()
  store = openSqliteStore({ path: join(folder.path, 'latchkey.db') })
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

async function createProject(keys: number): Promise<ProjectId> {
  const workspace = buildWorkspaceRecord()
  await store.projects.createWorkspace(workspace, buildWorkspaceEntry())
  const project = buildProjectRecord({ workspaceId: workspace.id })
  await store.projects.createProject(project, [], buildAuditEntry({ event: 'project.created' }))
  const insertions = Array.from({ length: keys }, () => buildInsertion({ key: buildIssuedKey({ projectId: project.id }) }))
  await Promise.all(insertions.map((insertion) => store.keys.insert(project.id, insertion)))
  return project.id
}

const markDeleted = (id: ProjectId) =>
  store.projects.changeProject(id, ({ project, secrets }) => ({
    project: { ...project, state: 'deleted' },
    secrets,
    audit: buildAuditEntry({ event: 'project.deleted', targetKind: 'project', targetId: id }),
  }))

const logger = { info: () => {}, error: () => {} } as unknown as ProjectRemoverOptions['logger']

async function untilGone(): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; (await store.projects.listDeletedProjects()).length > 0; await delay(5)) {
    assert.ok(Date.now() < end, 'deleted projects are still there')
  }
}

describe('the removal of deleted projects', () => {
  it('begins with what an earlier process left, and leaves other projects alone', async () => {
    const [gone, stays] = [await createProject(30), await createProject(3)]
    await markDeleted(gone)
    await store.projects.removeDeletedProject(gone, 10)
    const remover = startProjectRemover({ projects: store.projects, logger, batchRows: 10, pauseMs: 0 })
    await untilGone()
    await remover.stop()
    assert.deepEqual(store.readAuditEvents(gone), [])
    assert.deepEqual(
      (await store.projects.countLiveKeys(stays)).map(({ live }) => live),
      [3],
    )
  })

  it('begins anew when it is woken, also while it is busy', async () => {
    const remover = startProjectRemover({ projects: store.projects, logger, batchRows: 5, pauseMs: 1 })
    const ids = [await createProject(20), await createProject(20)]
    for (const id of ids) {
      await markDeleted(id)
      remover.wake()
    }
    await untilGone()
    await remover.stop()
  })

  it('tries again when the store fails, and stops in between when it is told to', async () => {
    let failures = 1
    const calls: number[] = []
    const projects: ProjectRemoverOptions['projects'] = {
      listDeletedProjects: () => store.projects.listDeletedProjects(),
      removeDeletedProject: async (id, limit) => {
        calls.push(limit)
        if (failures-- > 0) throw new DomainError('service_unavailable')
        return store.projects.removeDeletedProject(id, limit)
      },
    }
    await markDeleted(await createProject(50))
    const first = startProjectRemover({ projects, logger, batchRows: 5, pauseMs: 60_000, retryMs: 1 })
    while (calls.length < 2) await delay(5)
    await first.stop()
    assert.deepEqual(calls, [5, 5])
    first.wake()
    await delay(10)
    assert.equal(calls.length, 2)
    const second = startProjectRemover({ projects, logger, batchRows: 5, pauseMs: 0 })
    await untilGone()
    await second.stop()
  })

  it('takes 500 rows a turn at most, so that requests between them hardly wait', async () => {
    const [gone, other] = [await createProject(3000), await createProject(1)]
    await markDeleted(gone)
    let slowestMs = 0
    let last = performance.now()
    const heartbeat = setInterval(() => {
      slowestMs = Math.max(slowestMs, performance.now() - last)
      last = performance.now()
    }, 1)
    const remover = startProjectRemover({ projects: store.projects, logger })
    await untilGone()
    await remover.stop()
    clearInterval(heartbeat)
    // Some ten milliseconds on a machine at rest; the limit is for one that is not.
    assert.ok(slowestMs < 500, `${slowestMs} ms`)
    if (process.env['LATCHKEY_TEST_MEASURE']) process.stdout.write(`# slowest turn: ${slowestMs.toFixed(1)} ms\n`)
    assert.equal((await store.projects.countLiveKeys(other))[0]?.live, 1)
  })
})
