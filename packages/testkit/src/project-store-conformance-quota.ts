import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  buildAuditEntry,
  buildImpossibleEntry,
  buildProjectRecord,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from './builders.ts'
import { type OpenedStore, type OpenStore, onEmptyStore } from './opened-store.ts'

const created = buildAuditEntry({ event: 'project.created', targetKind: 'project' })
const deleted = buildAuditEntry({ event: 'project.deleted', targetKind: 'project' })

async function createWorkspace({ projects }: OpenedStore): Promise<string> {
  const workspace = buildWorkspaceRecord()
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  return workspace.id
}

export function describeProjectQuota(open: OpenStore): void {
  describe('the number of projects', () => {
    it(
      'is exact when many are created at once',
      onEmptyStore(open, async (store) => {
        const workspaceId = await createWorkspace(store)
        const create = () => store.projects.createProject(buildProjectRecord({ workspaceId }), [], created, 7)
        const settled = await Promise.allSettled(Array.from({ length: 20 }, create))
        assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 7)
        for (const each of settled) {
          if (each.status === 'fulfilled') continue
          assert.equal(each.reason.code, 'project_quota_exceeded')
          assert.deepEqual(each.reason.metadata, { limit: '7', current_usage: '7' })
        }
        assert.equal((await store.projects.listProjects(workspaceId)).length, 7)
      }),
    )

    it(
      'counts those of the workspace that are not deleted, suspended ones included',
      onEmptyStore(open, async (store) => {
        const [workspaceId, other] = [await createWorkspace(store), await createWorkspace(store)]
        const [mine, theirs] = [buildProjectRecord({ workspaceId }), buildProjectRecord({ workspaceId: other })]
        await store.projects.createProject(theirs, [], created, 1)
        await store.projects.createProject(mine, [], created, 1)
        const next = buildProjectRecord({ workspaceId })
        const change = (state: 'suspended' | 'deleted') =>
          store.projects.changeProject(mine.id, ({ project, secrets }) => ({
            project: { ...project, state },
            secrets,
            audit: deleted,
          }))
        await change('suspended')
        await assert.rejects(store.projects.createProject(next, [], created, 1), { code: 'project_quota_exceeded' })
        assert.equal(await store.projects.findProject({ id: next.id }), undefined)
        assert.deepEqual(await store.readAuditEvents(next.id), [])
        await change('deleted')
        await assert.rejects(store.projects.createProject(next, [], buildImpossibleEntry(), 1))
        await store.projects.createProject(next, [], created, 1)
        await assert.rejects(store.projects.createProject(buildProjectRecord({ workspaceId }), [], created, 0), {
          code: 'project_quota_exceeded',
          metadata: { limit: '0', current_usage: '1' },
        })
        await store.projects.createProject(buildProjectRecord({ workspaceId }), [], created)
        assert.equal((await store.projects.listProjects(workspaceId)).length, 2)
        assert.deepEqual(await store.projects.listProjects(other), [theirs])
      }),
    )
  })
}
