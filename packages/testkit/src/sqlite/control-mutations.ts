import type { StoredProject } from '@latchkey/core/ports/project-store'
import { buildAccount, buildInvitation, buildMembership, buildPasswordReset, buildSession } from '../account-builders.ts'
import {
  buildAccessKey,
  buildAuditEntry,
  buildProjectRecord,
  buildSealedSecret,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from '../builders.ts'
import { atMs } from '../fake-clock.ts'
import { settle } from '../inhabited-store.ts'
import { createStoredProject } from '../stored-project.ts'
import type { ChangedStore } from './mutations.ts'

const audit = buildAuditEntry()

/** A workspace with something of each kind for mutations to change. */
export async function inhabit(store: ChangedStore) {
  const { project, workspace } = await createStoredProject(store, { hosts: ['keys.example'] })
  const workspaceId = workspace.id
  await store.accessKeys.createAccessKey(buildAccessKey({ ownerId: project.id }), audit)
  const owner = await settle(store, { workspaceId })
  const viewer = await settle(store, { workspaceId }, 'viewer')
  const guest = await settle(store, { workspaceId, projectId: project.id }, 'developer')
  const [open, unwanted] = [buildInvitation({ workspaceId }), buildInvitation({ workspaceId, projectId: project.id })]
  for (const invitation of [open, unwanted]) await store.accounts.createInvitation(invitation, audit)
  const session = buildSession({ accountId: owner.account.id })
  await store.accounts.createSession(session)
  const reset = buildPasswordReset({ accountId: owner.account.id })
  await store.accounts.createPasswordReset(reset, { chainIds: [workspaceId], entry: audit })
  await store.accounts.setSetupToken({ hash: 'token', expiresAt: atMs(1) })
  return { project, workspace, owner, viewer, guest, open, unwanted, session, reset }
}
export type Inhabited = Awaited<ReturnType<typeof inhabit>>

/** One of each mutation of the control plane; the deletion of the project comes last. */
export function controlMutationsOf(store: ChangedStore, place: Inhabited) {
  return { ...workspaceMutationsOf(store, place), ...peopleMutationsOf(store, place), ...projectMutationsOf(store, place) }
}
export type ControlMutation = keyof ReturnType<typeof controlMutationsOf>

function workspaceMutationsOf({ projects }: ChangedStore, { workspace, owner }: Inhabited) {
  const made = buildWorkspaceRecord()
  const ownership = buildMembership({ accountId: owner.account.id, workspaceId: made.id })
  return {
    createWorkspace: () => projects.createWorkspace(made, buildWorkspaceEntry(), ownership),
    changeWorkspace: () =>
      projects.changeWorkspace(workspace.id, (current) => ({ workspace: { ...current, name: 'changed' }, audit })),
  }
}

function peopleMutationsOf({ accounts }: ChangedStore, { workspace, viewer, guest, open, unwanted, reset }: Inhabited) {
  const workspaceId = workspace.id
  const account = buildAccount({ identity: { issuer: 'https://id.example', subject: 'ada' } })
  const own = buildWorkspaceRecord()
  const memberships = [buildMembership({ accountId: account.id, workspaceId: own.id })]
  const told = { chainIds: [workspaceId], entry: audit }
  const joining = buildMembership({ accountId: guest.account.id, workspaceId })
  return {
    createAccount: () => accounts.createAccount({ account, memberships, workspace: own }, { chainId: workspaceId, entry: audit }),
    changeRole: () => accounts.changeMembership(viewer.membership, 'developer', audit),
    removeMember: () => accounts.changeMembership(guest.membership, undefined, audit),
    createInvitation: () => accounts.createInvitation(buildInvitation({ workspaceId }), audit),
    deleteInvitation: () => accounts.deleteInvitation(workspaceId, unwanted.id, audit),
    createPasswordReset: () => accounts.createPasswordReset(buildPasswordReset({ accountId: viewer.account.id }), told),
    resetPassword: () => accounts.resetPassword(reset.hash, (current) => ({ ...current, passwordHash: 'changed' }), told),
    acceptInvitation: () => accounts.acceptInvitation(open.id, joining, audit),
  }
}

function projectMutationsOf({ projects }: ChangedStore, { workspace, project }: Inhabited) {
  const made = buildProjectRecord({ workspaceId: workspace.id, hosts: ['more.example'] })
  const change = (overrides: Partial<StoredProject['project']>) =>
    projects.changeProject(project.id, ({ project: current, secrets }) => ({
      project: { ...current, ...overrides },
      secrets: secrets.slice(1),
      audit,
    }))
  return {
    createProject: () => projects.createProject(made, [buildSealedSecret({ projectId: made.id })], audit, 5),
    reviseProject: () => change({ config: { changed: true }, revision: 2 }),
    deleteProject: () => change({ state: 'deleted' }),
  }
}

/** All that a store knows of the workspace, its people and its project. */
export async function controlSnapshotOf(store: ChangedStore, place: Inhabited) {
  const { project, workspace, owner, open, unwanted, session, reset } = place
  const { projects, accounts, accessKeys } = store
  return {
    workspaces: await projects.listWorkspaces(),
    projects: await projects.listProjects(),
    deleted: await projects.listDeletedProjects(),
    stored: await projects.findProject({ host: 'keys.example' }),
    revisions: await projects.listRevisions(project.id, 10),
    accessKeys: await accessKeys.listAccessKeys('project', project.id),
    members: await accounts.listMembers(workspace.id),
    invitations: await Promise.all([open, unwanted].map(({ hash }) => accounts.findInvitation(hash))),
    listed: await accounts.listInvitations(workspace.id),
    newcomer: await accounts.findAccount({ identity: { issuer: 'https://id.example', subject: 'ada' } }),
    signedIn: await accounts.findSession(session.hash),
    sessions: await accounts.listSessions(owner.account.id),
    reset: await accounts.findPasswordReset(reset.hash),
    setupToken: await accounts.findSetupToken(),
    audit: await Promise.all(
      [workspace.id, project.id].flatMap((chainId) => [store.readAuditEvents(chainId), store.findAuditHead(chainId)]),
    ),
    invalidations: await store.invalidations.readInvalidations(1),
  }
}
