import type { Membership } from '@latchkey/core/access/membership'
import type { Role } from '@latchkey/core/access/roles'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Account } from '@latchkey/core/ports/account-store'
import { buildAccount, buildMembership } from './account-builders.ts'
import { buildAuditEntry, buildProjectRecord, buildWorkspaceEntry, buildWorkspaceRecord } from './builders.ts'
import { type OpenedStore, type OpenStore, onEmptyStore } from './opened-store.ts'

/** Two workspaces with a project each, whose people must never mix. */
export interface InhabitedStore extends OpenedStore {
  readonly acme: Dwelling
  readonly globex: Dwelling
}

export interface Dwelling {
  readonly workspaceId: string
  readonly projectId: ProjectId
}

export const joined = buildAuditEntry({ event: 'member.joined', targetKind: 'member' })

/** Runs a test on a fresh store with two workspaces. */
export const onInhabitedStore = (open: OpenStore, test: (store: InhabitedStore) => Promise<void>) =>
  onEmptyStore(open, async (store) => {
    const [acme, globex] = [await createDwelling(store), await createDwelling(store)]
    await test({
      acme,
      globex,
      keys: store.keys,
      projects: store.projects,
      accessKeys: store.accessKeys,
      accounts: store.accounts,
      checklists: store.checklists,
      usage: store.usage,
      auditLog: store.auditLog,
      webhooks: store.webhooks,
      invalidations: store.invalidations,
      readAuditEvents: (chainId) => store.readAuditEvents(chainId),
      close: () => store.close(),
    })
  })

/** Creates an account that is a member of the place. */
export async function settle(
  { accounts }: Pick<OpenedStore, 'accounts'>,
  place: { readonly workspaceId: string; readonly projectId?: ProjectId | undefined },
  role: Role = 'owner',
): Promise<{ readonly account: Account; readonly membership: Membership }> {
  const account = buildAccount()
  const membership = buildMembership({ projectId: undefined, ...place, accountId: account.id, role })
  await accounts.createAccount({ account, memberships: [membership] }, { chainId: place.workspaceId, entry: joined })
  return { account, membership }
}

async function createDwelling({ projects }: OpenedStore): Promise<Dwelling> {
  const workspace = buildWorkspaceRecord()
  const project = buildProjectRecord({ workspaceId: workspace.id })
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  await projects.createProject(project, [], buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
  return { workspaceId: workspace.id, projectId: project.id }
}
