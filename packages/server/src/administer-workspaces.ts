import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { buildAccessKey } from '@latchkey/core/project/create-access-key'
import type { Store } from './composition/open-store.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import type { Config } from './config/config.ts'
import { DEFAULT_PLAN } from './config/plans.ts'
import { operatorCall, operatorEntry } from './operator-act.ts'

export interface WantedWorkspace {
  readonly name: string
  /** Name of a plan in the configuration; default: the default plan. */
  readonly plan?: string
}

export interface WantedWorkspaceApiKey {
  readonly workspace: string
  readonly name: string
  readonly expiresAt: Instant | undefined
}

/** Workspaces and the keys that open the control plane for one of them. */
export interface WorkspaceAdministration {
  createWorkspace(wanted: WantedWorkspace): Promise<WorkspaceRecord>
  /** In the order of their creation. */
  listWorkspaces(): Promise<readonly WorkspaceRecord[]>
  /** Rejects with `not_found`. */
  getWorkspace(id: string): Promise<WorkspaceRecord>
  /** The plan must be in the configuration; empty for the default plan. Holds from now on for all projects of the workspace. */
  setWorkspacePlan(id: string, plan: string): Promise<WorkspaceRecord>
  /** The credential is shown this once. */
  createWorkspaceApiKey(wanted: WantedWorkspaceApiKey): Promise<{ readonly accessKey: AccessKey; readonly credential: Secret }>
  listWorkspaceApiKeys(workspace: string): Promise<readonly AccessKey[]>
  /** Resolves when every running server on this store has had the time to forget the key. Rejects with `not_found`. */
  deleteWorkspaceApiKey(workspace: string, id: string): Promise<AccessKey>
}

export interface WorkspaceAdministrationParts {
  readonly store: Pick<Store, 'projects' | 'accessKeys'>
  readonly plans: Config['plans']
  /** Waits until servers on the same store have noticed. */
  readonly untilNoticed: () => Promise<void>
}

const NAME_MAX_CHARACTERS = 256

export function makeWorkspaceAdministration(parts: WorkspaceAdministrationParts): WorkspaceAdministration {
  const { store, plans, untilNoticed } = parts

  const getWorkspace = async (id: string): Promise<WorkspaceRecord> => {
    const workspace = await store.projects.findWorkspace(id)
    if (workspace === undefined) throw noWorkspace(id)
    return workspace
  }

  return {
    getWorkspace,
    listWorkspaces: async () => store.projects.listWorkspaces(),
    async createWorkspace({ name, plan = '' }) {
      const now = systemClock.now()
      const workspace = {
        id: systemRandom.uuid(),
        name: requireName(name),
        plan: requirePlan(plans, plan),
        createdAt: now,
        updatedAt: now,
      }
      const after = { id: workspace.id, name, plan }
      await store.projects.createWorkspace(workspace, entryFor(workspace.id, 'workspace.created', { after }))
      return workspace
    },
    async setWorkspacePlan(id, plan) {
      const chosen = requirePlan(plans, plan)
      const change = await store.projects.changeWorkspace(id, (current) => ({
        workspace: { ...current, plan: chosen, updatedAt: systemClock.now() },
        audit: entryFor(id, 'workspace.updated', { before: { plan: current.plan }, after: { plan: chosen } }),
      }))
      if (change === undefined) throw noWorkspace(id)
      await untilNoticed()
      return change.workspace
    },
    ...makeWorkspaceKeys(parts, getWorkspace),
  }
}

function makeWorkspaceKeys(
  { store, untilNoticed }: WorkspaceAdministrationParts,
  getWorkspace: WorkspaceAdministration['getWorkspace'],
): Pick<WorkspaceAdministration, 'createWorkspaceApiKey' | 'listWorkspaceApiKeys' | 'deleteWorkspaceApiKey'> {
  return {
    async createWorkspaceApiKey({ workspace, name, expiresAt }) {
      const { id } = await getWorkspace(workspace)
      const { accessKey, credential, audit } = buildAccessKey(
        { kind: 'workspace', ownerId: id, name, permissions: [], expiresAt },
        operatorCall(),
        { random: systemRandom, clock: systemClock },
      )
      await store.accessKeys.createAccessKey(accessKey, audit)
      return { accessKey, credential }
    },
    listWorkspaceApiKeys: async (workspace) => store.accessKeys.listAccessKeys('workspace', (await getWorkspace(workspace)).id),
    async deleteWorkspaceApiKey(workspace, id) {
      const owner = await getWorkspace(workspace)
      const act = { event: 'access_key.deleted', targetKind: 'access_key', targetId: id } as const
      const deleted = await store.accessKeys.deleteAccessKey(owner.id, id, operatorEntry(act))
      if (deleted === undefined) throw new DomainError('not_found', { reason: `workspace ${owner.id} has no API key ${id}` })
      await untilNoticed()
      return deleted
    },
  }
}

const entryFor = (
  targetId: string,
  event: 'workspace.created' | 'workspace.updated',
  facts: { readonly before?: Record<string, string>; readonly after: Record<string, string> },
) => operatorEntry({ event, targetKind: 'workspace', targetId, ...facts })

function requireName(name: string): string {
  if (name.trim() !== '' && name.length <= NAME_MAX_CHARACTERS) return name
  throw invalidField('name', `must have 1 to ${NAME_MAX_CHARACTERS} characters`)
}

/** An unknown plan would silently be the default one, which has the widest limits. */
function requirePlan(plans: Config['plans'], wanted: string): string {
  const plan = wanted === DEFAULT_PLAN ? '' : wanted
  if (plans.some(({ name }) => name === plan)) return plan
  throw invalidField('plan', `must be one of ${plans.map(({ name }) => name || DEFAULT_PLAN).join(', ')}`)
}

const noWorkspace = (id: string): DomainError => new DomainError('not_found', { reason: `there is no workspace ${id}` })
