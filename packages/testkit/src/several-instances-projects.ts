import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { ProjectRecord, StoredProject } from '@latchkey/core/ports/project-store'
import { buildAccount, buildInvitation, buildMembership } from './account-builders.ts'
import {
  buildAccessKey,
  buildAuditEntry,
  buildInsertion,
  buildIssuedKey,
  buildProjectRecord,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from './builders.ts'
import { settle } from './inhabited-store.ts'
import type { OpenedStore } from './opened-store.ts'
import { type OpenInstances, onInstances, onlyOne, outcomesOf, ROUNDS } from './several-instances.ts'
import { createStoredProject } from './stored-project.ts'

async function createWorkspace({ projects }: OpenedStore): Promise<string> {
  const workspace = buildWorkspaceRecord()
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  return workspace.id
}

const created = () => buildAuditEntry({ event: 'project.created', targetKind: 'project' })

const change = ({ projects }: OpenedStore, id: ProjectId, overrides: Partial<ProjectRecord>) =>
  projects.changeProject(id, ({ project, secrets }: StoredProject) => ({
    project: { ...project, ...overrides },
    secrets,
    audit: buildAuditEntry({ event: 'project.updated', targetKind: 'project' }),
  }))

/** Rules about projects that span the server, with two instances that race. `open` gives an empty database each time. */
export function describeProjectsOnSeveralInstances(adapter: string, open: OpenInstances): void {
  describe(`projects on several instances with ${adapter}`, () => {
    describeNames(open)
    describeQuota(open)
    describeChanges(open)
    describeDeletion(open)
  })
}

function describeNames(open: OpenInstances): void {
  const names: readonly (readonly [what: string, wanted: (round: number) => readonly Partial<ProjectRecord>[]])[] = [
    ['slug', (round) => [{ slug: `wanted-${round}` }]],
    // In both orders: whoever writes them as they come, waits in a circle.
    ['host', (round) => [{ hosts: [`a${round}.example`, 'b.example'] }, { hosts: ['b.example', `a${round}.example`] }]],
  ]
  for (const [what, wanted] of names) {
    it(
      `give a ${what} to one of those who want it, new projects and old ones`,
      onInstances(open, async (instances) => {
        const [one] = instances
        for (let round = 0; round < ROUNDS; round++) {
          const wishes = wanted(round)
          const wish = (index: number) => wishes[index % wishes.length] ?? {}
          const known = [await createStoredProject(one), await createStoredProject(one)]
          const fresh: ProjectRecord[] = []
          for (const index of [0, 1]) {
            fresh.push(buildProjectRecord({ workspaceId: await createWorkspace(one), ...wish(index) }))
          }
          const outcomes = await outcomesOf([
            ...known.map(({ project }, index) => async () => {
              await change(instances[index & 1] ?? one, project.id, wish(index))
            }),
            ...fresh.map((project, index) => async () => {
              await instances[1 - (index & 1)]?.projects.createProject(project, [], created())
            }),
          ])
          assert.deepEqual(outcomes, onlyOne(4, 'conflict'))
          // Free again for the next round.
          for (const { id } of [...known.map(({ project }) => project), ...fresh]) await change(one, id, { hosts: [] })
        }
      }),
    )
  }
}

function describeQuota(open: OpenInstances): void {
  it(
    'make no more projects than a workspace may have',
    onInstances(open, async (instances) => {
      const [one] = instances
      for (let round = 0; round < ROUNDS; round++) {
        const workspaceId = await createWorkspace(one)
        const attempts = Array.from({ length: 6 }, (_, index) => async () => {
          await instances[index & 1]?.projects.createProject(buildProjectRecord({ workspaceId }), [], created(), 2)
        })
        const refused = 'project_quota_exceeded'
        assert.deepEqual(await outcomesOf(attempts), ['done', 'done', refused, refused, refused, refused])
        assert.equal((await one.projects.listProjects(workspaceId)).length, 2)
      }
    }),
  )
}

function describeChanges(open: OpenInstances): void {
  it(
    'change a project and its workspace one after another',
    onInstances(open, async (instances) => {
      const [one, other] = instances
      const { project, workspace } = await createStoredProject(one, { config: { count: 0 } })
      const count = ({ project: current, secrets }: StoredProject) => {
        const config = { count: Number(current.config['count']) + 1 }
        return { project: { ...current, config, revision: current.revision + 1 }, secrets, audit: buildAuditEntry() }
      }
      await Promise.all(
        Array.from({ length: 2 * ROUNDS }, async (_, index) => {
          await instances[index & 1]?.projects.changeProject(project.id, count)
          await instances[index & 1]?.projects.changeWorkspace(workspace.id, (current) => ({
            workspace: { ...current, plan: `${current.plan}.` },
            audit: buildWorkspaceEntry(),
          }))
        }),
      )
      const stored = await other.projects.findProject({ id: project.id })
      assert.deepEqual([stored?.project.config, stored?.project.revision], [{ count: 2 * ROUNDS }, 2 * ROUNDS + 1])
      assert.equal(stored?.workspace.plan, `team${'.'.repeat(2 * ROUNDS)}`)
      for (const chain of [project.id, workspace.id]) {
        const events = await one.readAuditEvents(chain)
        assert.deepEqual([events.length, verifyAuditChain(events).intact], [2 * ROUNDS + 1, true])
      }
    }),
  )
}

function describeDeletion(open: OpenInstances): void {
  it(
    'let nobody and nothing into a project that goes',
    onInstances(open, async (instances) => {
      const [one, other] = instances
      for (let round = 0; round < ROUNDS; round++) {
        const { project } = await createStoredProject(one)
        const { id, workspaceId } = project
        const enter = await waysInto(other, project)
        const outcomes = await outcomesOf([() => change(one, id, { state: 'deleted' }), ...enter])
        assert.ok(outcomes.every((outcome) => outcome === 'done' || outcome === 'not_found'))
        assert.deepEqual(await other.accounts.listMembers(workspaceId), [])
        assert.deepEqual(await other.accounts.listInvitations(workspaceId), [])
        assert.deepEqual(await other.accessKeys.listAccessKeys('project', id), [])
        const removeAll = async (instance: OpenedStore): Promise<void> => {
          while (await instance.projects.removeDeletedProject(id, 5)) assert.ok(true)
        }
        await Promise.all(instances.map(removeAll))
        assert.deepEqual([await one.projects.listDeletedProjects(), await one.readAuditEvents(id)], [[], []])
        assert.equal(verifyAuditChain(await one.readAuditEvents(workspaceId)).intact, true)
      }
    }),
  )
}

/** Whoever and whatever may come in while the project is deleted. */
async function waysInto(store: OpenedStore, { id, workspaceId }: ProjectRecord): Promise<readonly (() => Promise<unknown>)[]> {
  const { account } = await settle(store, { workspaceId: await createWorkspace(store) })
  const place = { workspaceId, projectId: id }
  const open = buildInvitation(place)
  await store.accounts.createInvitation(open, buildAuditEntry())
  const membership = buildMembership({ ...place, accountId: account.id })
  return [
    () => store.accounts.acceptInvitation(open.id, membership, buildAuditEntry()),
    () => store.accounts.createInvitation(buildInvitation(place), buildAuditEntry()),
    () => {
      const fresh = buildAccount()
      const memberships = [buildMembership({ ...place, accountId: fresh.id })]
      return store.accounts.createAccount({ account: fresh, memberships }, { chainId: fresh.id, entry: buildAuditEntry() })
    },
    () => store.accessKeys.createAccessKey(buildAccessKey({ ownerId: id }), buildAuditEntry()),
    () => store.checklists.setDismissed({ accountId: account.id, projectId: id }, true),
    () => store.keys.insert(id, buildInsertion({ key: buildIssuedKey({ projectId: id }) })),
  ]
}
