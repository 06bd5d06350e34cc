import type { ControlCaller } from '@latchkey/core/access/control-caller'
import type { Membership } from '@latchkey/core/access/membership'
import type { Role } from '@latchkey/core/access/roles'
import type { Call } from '@latchkey/core/key/call'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { Account, Session } from '@latchkey/core/ports/account-store'
import type { ProjectRecord, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { MemoryStore } from '@latchkey/server/adapters/memory/memory-store'
import { buildAccessKey, buildAuditEntry, buildProjectRecord, buildUuid, buildWorkspaceRecord } from './builders.ts'
import { atMs, FakeClock, TEST_START } from './fake-clock.ts'
import { SeededRandom } from './seeded-random.ts'

/** A person with one role, as a caller. */
export interface Person {
  readonly account: Account
  readonly membership: Membership
  readonly caller: ControlCaller
  readonly call: Call
}

/** Everything that the use cases around workspaces and people ask for, with two workspaces that must never see each other. */
export async function openAccessBench() {
  const store = new MemoryStore()
  const clock = new FakeClock()
  const random = new SeededRandom()
  const deps = { projectStore: store.projects, accountStore: store.accounts, accessKeyStore: store.accessKeys, clock, random }
  const acme = await addWorkspace(store, 'Acme')
  const globex = await addWorkspace(store, 'Globex')
  const shop = await addProject(store, acme)
  const blog = await addProject(store, acme)
  const rival = await addProject(store, globex)

  /** Makes a person who has a role in a workspace or in one of its projects. */
  const addPerson = async (role: Role, place: WorkspaceRecord | ProjectRecord): Promise<Person> => {
    const account = buildPerson()
    const membership = membershipAt(account, role, place)
    await store.accounts.createAccount(
      { account, memberships: [membership] },
      { chainId: membership.workspaceId, entry: buildAuditEntry({ event: 'account.created', targetKind: 'account' }) },
    )
    return { account, membership, ...asCaller(account, [membership]) }
  }

  /** What happened in a workspace or project, without how it began. */
  const eventsOf = ({ id }: { readonly id: string }) =>
    store.readAuditEvents(id).filter(({ event }) => !['workspace.created', 'project.created', 'account.created'].includes(event))

  return { store, clock, random, deps, acme, globex, shop, blog, rival, addPerson, eventsOf }
}

/** A person who asks, with these roles. */
export function asCaller(account: Account, memberships: readonly Membership[]): Pick<Person, 'caller' | 'call'> {
  const audit = { kind: 'account', id: account.id, name: account.email } as const
  return { caller: { kind: 'account', audit, account, memberships, session: sessionOf(account) }, call: callAs(audit) }
}

/** An API key of a workspace that asks. */
export function asWorkspaceKey({ id }: Pick<WorkspaceRecord, 'id'>, overrides: Partial<AccessKey> = {}) {
  const accessKey = buildAccessKey({ kind: 'workspace', ownerId: id, permissions: [], ...overrides })
  return asAccessKey('workspace_key', accessKey)
}

/** An API key of a project that asks. */
export const asProjectKey = ({ id }: Pick<ProjectRecord, 'id'>) => asAccessKey('project_key', buildAccessKey({ ownerId: id }))

function asAccessKey(kind: 'workspace_key' | 'project_key', accessKey: AccessKey) {
  const audit = { kind: 'access_key', id: accessKey.id, name: accessKey.name } as const
  const caller: ControlCaller = { kind, audit, accessKey }
  return { accessKey, caller, call: callAs(audit) }
}

/** Whoever reaches a server that asks for no credential. */
export const anyone = {
  caller: { kind: 'open', audit: { kind: 'unauthenticated_admin', id: '', name: '' } },
  call: { caller: { kind: 'unauthenticated_admin', id: '', name: '' }, ip: '192.0.2.1', requestId: 'request-1' },
} as const satisfies Pick<Person, 'caller' | 'call'>

/** A role at a place, in force since the start of the test's time. */
export const membershipAt = (account: Account, role: Role, place: WorkspaceRecord | ProjectRecord): Membership => ({
  accountId: account.id,
  workspaceId: 'workspaceId' in place ? place.workspaceId : place.id,
  projectId: 'workspaceId' in place ? place.id : undefined,
  role,
  createdAt: TEST_START,
})

/** A person with an address of their own. */
export function buildPerson(overrides: Partial<Account> = {}): Account {
  const id = buildUuid()
  return {
    id,
    email: `person-${id.slice(-6)}@example.com`,
    name: 'Ada',
    emailVerified: true,
    passwordHash: '$argon2id$canary-of-a-password-hash',
    identity: undefined,
    createdAt: TEST_START,
    updatedAt: TEST_START,
    ...overrides,
  }
}

const sessionOf = ({ id }: Account): Session => ({
  id: buildUuid(),
  hash: `session of ${id}`,
  accountId: id,
  createdAt: TEST_START,
  lastSeenAt: TEST_START,
  provedAt: TEST_START,
  expiresAt: atMs(7 * 24 * 3_600_000),
  ip: '192.0.2.1',
  userAgent: 'tests',
})

const callAs = (caller: Call['caller']): Call => ({ caller, ip: '192.0.2.1', requestId: 'request-1' })

async function addWorkspace({ projects }: MemoryStore, name: string): Promise<WorkspaceRecord> {
  const workspace = buildWorkspaceRecord({ name })
  await projects.createWorkspace(workspace, buildAuditEntry({ event: 'workspace.created', targetKind: 'workspace' }))
  return workspace
}

async function addProject({ projects }: MemoryStore, { id }: WorkspaceRecord): Promise<ProjectRecord> {
  const project = buildProjectRecord({ workspaceId: id })
  await projects.createProject(project, [], buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
  return project
}
