import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { buildAccount, buildMembership, buildSession } from '@latchkey/testkit/account-builders'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { type ControlMutation, controlMutationsOf, controlSnapshotOf, inhabit } from '@latchkey/testkit/sqlite/control-mutations'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { createStoredProject } from '@latchkey/testkit/stored-project'
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts'

/** Runs SQL beside the store, as an operator with a shell on the file would. */
function sabotage(path: string, sql: string): void {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

const failWhen = (statement: string): string => `CREATE TRIGGER failing BEFORE ${statement} BEGIN SELECT RAISE(ABORT, 'no'); END`

const unavailable = { code: 'service_unavailable' }

// The deletion of the project comes last: nothing else can be done with it afterwards.
const audited: readonly ControlMutation[] = [
  'createWorkspace',
  'changeWorkspace',
  'createAccount',
  'changeRole',
  'removeMember',
  'createInvitation',
  'deleteInvitation',
  'createPasswordReset',
  'resetPassword',
  'acceptInvitation',
  'createProject',
  'reviseProject',
  'deleteProject',
]
const failing: readonly { readonly statement: string; readonly mutations: readonly ControlMutation[] }[] = [
  { statement: 'INSERT ON audit_events', mutations: audited },
  { statement: 'INSERT ON audit_chains', mutations: audited },
  { statement: 'INSERT ON outbox', mutations: ['changeWorkspace', 'createProject', 'reviseProject', 'deleteProject'] },
  { statement: 'INSERT ON memberships', mutations: ['createWorkspace', 'createAccount', 'acceptInvitation'] },
  { statement: 'INSERT ON account_identities', mutations: ['createAccount'] },
  { statement: 'INSERT ON password_resets', mutations: ['createPasswordReset'] },
  { statement: 'DELETE ON password_resets', mutations: ['resetPassword'] },
  { statement: 'DELETE ON sessions', mutations: ['resetPassword'] },
  { statement: 'INSERT ON project_config', mutations: ['createProject', 'reviseProject'] },
  { statement: 'INSERT ON project_secrets', mutations: ['createProject', 'reviseProject', 'deleteProject'] },
  { statement: 'INSERT ON project_hosts', mutations: ['createProject', 'reviseProject'] },
  { statement: 'DELETE ON access_keys', mutations: ['deleteProject'] },
  { statement: 'DELETE ON memberships', mutations: ['removeMember', 'deleteProject'] },
]

describe('when the storage fails in the control plane', () => {
  for (const { statement, mutations } of failing) {
    it(
      `changes nothing and is unavailable when ${statement} fails`,
      onTemporaryDatabase(async ({ store, path }) => {
        const place = await inhabit(store)
        const attempts = controlMutationsOf(store, place)
        const before = await controlSnapshotOf(store, place)
        sabotage(path, failWhen(statement))
        for (const mutation of mutations) {
          await assert.rejects(async () => attempts[mutation](), unavailable, mutation)
          assert.deepEqual(await controlSnapshotOf(store, place), before, mutation)
        }
        sabotage(path, 'DROP TRIGGER failing')
        for (const mutation of mutations) await attempts[mutation]()
        assert.notDeepEqual(await controlSnapshotOf(store, place), before)
        assert.equal(verifyAuditChain(store.readAuditEvents(place.workspace.id)).intact, true)
      }),
    )
  }

  it(
    'makes no first account, and keeps the setup token',
    onTemporaryDatabase(async ({ store, path }) => {
      const { workspace } = await createStoredProject(store)
      const token = { hash: 'token', expiresAt: atMs(1) }
      await store.accounts.setSetupToken(token)
      const account = buildAccount()
      const membership = buildMembership({ accountId: account.id, workspaceId: workspace.id })
      const create = () => store.accounts.createFirstAccount(account, membership, buildAuditEntry())
      for (const statement of ['INSERT ON audit_events', 'DELETE ON setup_token', 'INSERT ON memberships']) {
        sabotage(path, failWhen(statement))
        await assert.rejects(create(), unavailable, statement)
        assert.deepEqual([await store.accounts.hasAccounts(), await store.accounts.findSetupToken()], [false, token])
        sabotage(path, 'DROP TRIGGER failing')
      }
      await create()
    }),
  )

  it(
    'never takes an unreadable table for an absent person or place',
    onTemporaryDatabase(async ({ store, path }) => {
      const { workspace, project, owner, session } = await inhabit(store)
      const { accounts, projects } = store
      for (const table of ['accounts', 'sessions', 'invitations', 'workspaces', 'projects', 'setup_token', 'password_resets'])
        sabotage(path, `ALTER TABLE ${table} RENAME TO lost_${table}`)
      const readings: readonly (() => unknown)[] = [
        () => accounts.hasAccounts(),
        () => accounts.findSetupToken(),
        () => accounts.findAccount({ id: owner.account.id }),
        () => accounts.listMembers(workspace.id),
        () => accounts.findInvitation('hash'),
        () => accounts.findPasswordReset('hash'),
        () => accounts.listInvitations(workspace.id),
        () => accounts.findSession(session.hash),
        () => accounts.listSessions(owner.account.id),
        () => accounts.createSession(buildSession({ accountId: owner.account.id })),
        () => accounts.deleteSessions(owner.account.id, {}),
        () => accounts.deleteExpired(atMs(0), 1),
        () => projects.findWorkspace(workspace.id),
        () => projects.listDeletedProjects(),
        () => projects.listRevisions(project.id, 1),
        () => projects.countLiveKeys(project.id),
        () => projects.removeDeletedProject(project.id, 1),
      ]
      for (const read of readings) await assert.rejects(async () => read(), unavailable, `${read}`)
    }),
  )
})

describe('the removal of a deleted project in SQLite', () => {
  it(
    'goes on where a process was stopped, before or after any commit',
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      await fillAndDelete(store, projectId)
      const rows = () => countRows(path, projectId)
      const total = rows()
      assert.ok(total > 40)
      for (let batch = 0; ; batch++) {
        const before = rows()
        await assert.rejects(removeAndDie(path, projectId), /the process dies here/)
        assert.equal(rows(), before, 'what was not committed is not done')
        const next = openSqliteStore({ path })
        const isLeft = await next.projects.removeDeletedProject(projectId, 9)
        await next.close()
        assert.ok(rows() < before)
        if (!isLeft) break
        assert.ok(batch < total)
      }
      assert.equal(rows(), 0)
    }),
  )

  it(
    'leaves no row in any table, even when the last batch was exactly full',
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      await fillAndDelete(store, projectId)
      // All but the project's own row.
      assert.equal(await store.projects.removeDeletedProject(projectId, countRows(path, projectId) - 1), true)
      const left = await store.projects.listDeletedProjects()
      assert.deepEqual(
        left.map(({ id, config }) => [id, config]),
        [[projectId, {}]],
      )
      assert.equal(await store.projects.removeDeletedProject(projectId, 1), false)
      assert.equal(countRows(path, projectId), 0)
    }),
  )
})

async function fillAndDelete(store: SqliteStore, projectId: ProjectId): Promise<void> {
  for (let index = 0; index < 15; index++) {
    const idempotency = { requestId: `request ${index}`, parametersHash: 'same' }
    await store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), idempotency }))
  }
  await store.projects.changeProject(projectId, ({ project, secrets }) => ({
    project: { ...project, state: 'deleted' },
    secrets,
    audit: buildAuditEntry(),
  }))
}

/** Stops in the middle of a batch, as a kill would: nothing of it is committed. */
async function removeAndDie(path: string, projectId: ProjectId): Promise<void> {
  const dying = openSqliteStore({
    path,
    onCommitStep: (step) => {
      if (step === 'before-commit') throw new Error('the process dies here')
    },
  })
  try {
    await dying.projects.removeDeletedProject(projectId, 9)
  } finally {
    await dying.close()
  }
}

/** Rows of all tables that name the project in any column. */
function countRows(path: string, projectId: string): number {
  const db = new DatabaseSync(path)
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('outbox', 'workspaces')`).all()
  const counts = tables.map(({ name }) => {
    const columns = db.prepare(`SELECT name FROM pragma_table_info('${name}')`).all()
    const named = columns.map((column) => `${column['name']} = $id`).join(' OR ')
    return Number(db.prepare(`SELECT count(*) AS rows FROM ${name} WHERE ${named}`).get({ id: projectId })?.['rows'])
  })
  db.close()
  return counts.reduce((sum, count) => sum + count, 0)
}
