import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Membership } from '@latchkey/core/access/membership'
import {
  buildAccount,
  buildInvitation,
  buildMembership,
  buildPasswordReset,
  buildSession,
} from '@latchkey/testkit/account-builders'
import { buildAccessKey, buildAuditEntry, buildProjectRecord, buildWorkspaceRecord } from '@latchkey/testkit/builders'
import { TEST_START } from '@latchkey/testkit/fake-clock'
import { settle } from '@latchkey/testkit/inhabited-store'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { createStoredProject } from '@latchkey/testkit/stored-project'
import type { SqlStore } from '../sql/sql-store.ts'
import { openPostgresStore } from './postgres-store.ts'

const entry = buildAuditEntry()

/** Every question about projects and people that could be answered with "there is none". */
const questionsOf = ({ projects, accessKeys, accounts, checklists }: SqlStore, { accountId, workspaceId }: Membership) => ({
  findProject: () => projects.findProject({ slug: 'any' }),
  findDefaultProject: () => projects.findDefaultProject(),
  listProjects: () => projects.listProjects(),
  listWorkspaces: () => projects.listWorkspaces(),
  findWorkspace: () => projects.findWorkspace(workspaceId),
  findByHash: () => accessKeys.findByHash('any'),
  hasAccessKeys: () => accessKeys.hasAccessKeys('project'),
  hasAccounts: () => accounts.hasAccounts(),
  findSetupToken: () => accounts.findSetupToken(),
  findAccount: () => accounts.findAccount({ id: accountId }),
  findSession: () => accounts.findSession('any'),
  findInvitation: () => accounts.findInvitation('any'),
  findPasswordReset: () => accounts.findPasswordReset('any'),
  listMemberships: () => accounts.listMemberships(accountId),
  isDismissed: () => checklists.isDismissed({ accountId, projectId: buildProjectRecord().id }),
})

const changesOf = ({ projects, accessKeys, accounts }: SqlStore, membership: Membership) => ({
  createWorkspace: () => projects.createWorkspace(buildWorkspaceRecord(), entry),
  createProject: () => projects.createProject(buildProjectRecord({ workspaceId: membership.workspaceId }), [], entry),
  changeProject: () => projects.changeProject(buildProjectRecord().id, () => assert.fail('nothing was read')),
  createAccessKey: () => accessKeys.createAccessKey(buildAccessKey(), entry),
  createAccount: () =>
    accounts.createAccount({ account: buildAccount(), memberships: [] }, { chainId: membership.workspaceId, entry }),
  changeAccount: () => accounts.changeAccount(membership.accountId, () => assert.fail('nothing was read')),
  changeMembership: () => accounts.changeMembership(membership, undefined, entry),
  createInvitation: () => accounts.createInvitation(buildInvitation({ workspaceId: membership.workspaceId }), entry),
  acceptInvitation: () => accounts.acceptInvitation('any', buildMembership(), entry),
  createSession: () => accounts.createSession(buildSession({ accountId: membership.accountId })),
  resetPassword: () =>
    accounts.resetPassword(buildPasswordReset().hash, () => assert.fail('nothing was read'), { chainIds: [], entry }),
  deleteExpired: () => accounts.deleteExpired(TEST_START, 1),
})

/** Waits, for ten seconds at most, until a question no longer rejects. */
async function answers(ask: () => Promise<unknown>): Promise<void> {
  for (let asked = 0; asked < 200; asked++) {
    const isAnswered = await ask().then(
      () => true,
      () => false,
    )
    if (isAnswered) return
    await delay(50)
  }
}

describe('projects and people while PostgreSQL is down', () => {
  it('are unavailable and never absent, and are all there afterwards', { timeout: 60_000 }, async () => {
    const server = await startPostgres({ durable: true })
    const store = await openPostgresStore({ database: networkLocation(server.dsn), migrations: 'apply' })
    try {
      const { project, workspace } = await createStoredProject(store)
      const { membership } = await settle(store, { workspaceId: workspace.id })
      const calls = { ...questionsOf(store, membership), ...changesOf(store, membership) }
      await server.kill()
      for (const [name, call] of Object.entries(calls)) {
        await assert.rejects(async () => call(), { code: 'service_unavailable' }, name)
      }
      await server.restart()
      const found = async () => (await store.projects.findProject({ id: project.id }))?.project
      await answers(found)
      assert.deepEqual(await found(), project)
      assert.deepEqual(await store.accounts.listMemberships(membership.accountId), [membership])
      assert.equal((await store.readAuditEvents(workspace.id)).length, 2)
    } finally {
      await store.close()
      await server.stop()
    }
  })
})
