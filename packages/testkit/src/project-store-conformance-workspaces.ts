import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { WorkspaceChange, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { buildAccount, buildMembership } from './account-builders.ts'
import {
  buildAuditEntry,
  buildImpossibleEntry,
  buildProjectRecord,
  buildUuid,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onEmptyStore } from './opened-store.ts'
import { createStoredProject } from './stored-project.ts'

const created = buildAuditEntry({ event: 'project.created', targetKind: 'project' })
const updated = buildAuditEntry({ event: 'workspace.updated', targetKind: 'workspace' })
const toPlan =
  (plan: string, audit = updated) =>
  (workspace: WorkspaceRecord): WorkspaceChange => ({ workspace: { ...workspace, plan, updatedAt: atMs(3) }, audit })

export function describeWorkspaces(open: OpenStore): void {
  describe('a workspace', () => {
    describeMaking(open)
    describeChanging(open)
  })
}

function describeMaking(open: OpenStore): void {
  it(
    'is made with its audit entry and its owner, once',
    onEmptyStore(open, async (store) => {
      const account = buildAccount()
      const entry = { chainId: buildUuid(), entry: buildAuditEntry() }
      await store.accounts.createAccount({ account, memberships: [] }, entry)
      const workspace = buildWorkspaceRecord({ createdAt: atMs(1), updatedAt: atMs(2) })
      const owner = buildMembership({ accountId: account.id, workspaceId: workspace.id })
      const settled = await Promise.allSettled(
        [1, 2, 3].map(() => store.projects.createWorkspace(workspace, buildWorkspaceEntry(), owner)),
      )
      assert.deepEqual(
        settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'made')),
        ['made', 'conflict', 'conflict'],
      )
      assert.deepEqual(await store.projects.findWorkspace(workspace.id), workspace)
      assert.deepEqual(await store.accounts.listMembers(workspace.id), [{ account, membership: owner }])
      const events = await store.readAuditEvents(workspace.id)
      assert.deepEqual([events.map(({ event }) => event), verifyAuditChain(events).intact], [['workspace.created'], true])
    }),
  )

  it(
    'is not made when its owner is unknown or its audit entry cannot be written',
    onEmptyStore(open, async (store) => {
      const { projects, accounts } = store
      const workspace = buildWorkspaceRecord()
      const stranger = buildMembership({ workspaceId: workspace.id })
      await assert.rejects(projects.createWorkspace(workspace, buildWorkspaceEntry(), stranger), { code: 'not_found' })
      await assert.rejects(projects.createWorkspace(workspace, buildImpossibleEntry()))
      assert.deepEqual([await projects.listWorkspaces(), await projects.findWorkspace(workspace.id)], [[], undefined])
      assert.deepEqual([await accounts.listMembers(workspace.id), await store.readAuditEvents(workspace.id)], [[], []])
      await projects.createWorkspace(workspace, buildWorkspaceEntry())
    }),
  )
}

function describeChanging(open: OpenStore): void {
  it(
    'changes, and tells every process that holds one of its projects',
    onEmptyStore(open, async (store) => {
      const { project, workspace } = await createStoredProject(store)
      const second = buildProjectRecord({ workspaceId: workspace.id })
      await store.projects.createProject(second, [], created)
      const other = await createStoredProject(store)
      const { position } = await store.invalidations.readInvalidations(0)
      const change = await store.projects.changeWorkspace(workspace.id, toPlan('large'))
      const after = { ...workspace, plan: 'large', updatedAt: atMs(3) }
      assert.deepEqual(change, { workspace: after, audit: updated })
      assert.deepEqual(await store.projects.findWorkspace(workspace.id), after)
      assert.deepEqual((await store.projects.findProject({ id: project.id }))?.workspace, after)
      assert.deepEqual(await store.projects.findWorkspace(other.workspace.id), other.workspace)
      const { invalidations } = await store.invalidations.readInvalidations(position)
      assert.deepEqual(
        invalidations,
        [project, second].map(({ id }) => ({ kind: 'project', projectId: id })),
      )
      const events = await store.readAuditEvents(workspace.id)
      assert.deepEqual(
        events.map(({ event }) => event),
        ['workspace.created', 'workspace.updated'],
      )
    }),
  )

  it(
    'lets racing changes happen one after another',
    onEmptyStore(open, async (store) => {
      const { workspace } = await createStoredProject(store)
      const longer = (current: WorkspaceRecord) => toPlan(`${current.plan}.`)(current)
      await Promise.all(Array.from({ length: 20 }, () => store.projects.changeWorkspace(workspace.id, longer)))
      assert.equal((await store.projects.findWorkspace(workspace.id))?.plan, `team${'.'.repeat(20)}`)
    }),
  )

  it(
    'stays as it is when there is none, when the change is a bug or its audit entry cannot be written',
    onEmptyStore(open, async (store) => {
      const { workspace } = await createStoredProject(store)
      const { projects } = store
      assert.equal(await projects.changeWorkspace(buildUuid(), () => assert.fail('no such workspace')), undefined)
      const bugs = [{ id: buildUuid() }, { createdAt: atMs(77) }]
      for (const bug of bugs) {
        await assert.rejects(
          projects.changeWorkspace(workspace.id, (current) => ({ workspace: { ...current, ...bug }, audit: updated })),
        )
      }
      await assert.rejects(projects.changeWorkspace(workspace.id, toPlan('large', buildImpossibleEntry())))
      assert.deepEqual(await projects.listWorkspaces(), [workspace])
      assert.equal((await store.readAuditEvents(workspace.id)).length, 1)
    }),
  )
}
