import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Invalidation } from '@latchkey/core/ports/invalidations'
import {
  buildAccessKey,
  buildAuditEntry,
  buildProjectRecord,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from '@latchkey/testkit/builders'
import { MemoryStore } from '../adapters/memory/memory-store.ts'
import { forgettingAccessKeyStore, forgettingProjectStore } from './forgetting-stores.ts'

async function open() {
  const store = new MemoryStore()
  const forgotten: Invalidation[] = []
  const memories = { forget: (one: Invalidation) => forgotten.push(one), forgetEverything: () => undefined }
  const projects = forgettingProjectStore(store.projects, memories)
  const workspace = buildWorkspaceRecord()
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  const [shop, blog] = [buildProjectRecord({ workspaceId: workspace.id }), buildProjectRecord({ workspaceId: workspace.id })]
  const audit = buildAuditEntry({ event: 'project.created', targetKind: 'project' })
  for (const project of [shop, blog]) await projects.createProject(project, [], audit)
  const took = () => forgotten.splice(0).map((one) => (one.kind === 'access_key' ? one.hash : one.projectId))
  return { projects, accessKeys: forgettingAccessKeyStore(store.accessKeys, memories), workspace, shop, blog, audit, took }
}

describe('stores whose changes are in effect at once', () => {
  it('make the process forget a project that was made or changed, when it has been, or when it was refused', async () => {
    const { projects, shop, blog, audit, took } = await open()
    assert.deepEqual(took(), [shop.id, blog.id])
    await projects.changeProject(shop.id, ({ project, secrets }) => {
      assert.deepEqual(took(), [], 'not before it is written')
      return { project: { ...project, state: 'suspended' }, secrets, audit }
    })
    assert.deepEqual(took(), [shop.id])
    const refuse = () => {
      throw new Error('refused')
    }
    await assert.rejects(projects.changeProject(shop.id, refuse), /refused/)
    assert.deepEqual(took(), [shop.id], 'what refused it may come from another process')
    assert.equal(await projects.changeProject(buildProjectRecord().id, refuse), undefined)
  })

  it('make it forget every project of a workspace whose plan changed', async () => {
    const { projects, workspace, shop, blog, took } = await open()
    took()
    await projects.changeWorkspace(workspace.id, (current) => ({
      workspace: { ...current, plan: 'free' },
      audit: buildAuditEntry({ event: 'workspace.updated', targetKind: 'workspace' }),
    }))
    assert.deepEqual(took(), [shop.id, blog.id])
  })

  it('make it forget an access key that was deleted', async () => {
    const { accessKeys, shop, took } = await open()
    const accessKey = buildAccessKey({ ownerId: shop.id })
    await accessKeys.createAccessKey(accessKey, buildAuditEntry({ event: 'access_key.created' }))
    took()
    const gone = buildAuditEntry({ event: 'access_key.deleted' })
    assert.equal(await accessKeys.deleteAccessKey('another', accessKey.id, gone), undefined)
    assert.deepEqual(took(), [])
    await accessKeys.deleteAccessKey(shop.id, accessKey.id, gone)
    assert.deepEqual(took(), [accessKey.hash])
  })
})
