import type { WorkspaceLimits } from '@latchkey/contract/messages/console'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { WorkspaceRecord } from '@latchkey/core/ports/project-store'
import type { ConsoleCall, ConsoleHandler } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { requireSignedIn } from './session-reply.ts'

/** What a plan allows and how much of it is used: for the people of the workspace, whatever their role. */
export const makeLimitsHandlers = (deps: ConsoleHandlerDependencies): Readonly<Record<string, ConsoleHandler>> => ({
  consoleGetLimits: async (call) => ({ status: 200, body: await limitsOf(await workspaceOf(call, deps), deps) }),
})

/** A member of one project does not see what else the workspace has. */
async function workspaceOf(call: ConsoleCall, { projects }: ConsoleHandlerDependencies): Promise<WorkspaceRecord> {
  const id = call.params['workspace'] ?? ''
  const isMember = requireSignedIn(call).memberships.some(
    ({ workspaceId, projectId }) => workspaceId === id && projectId === undefined,
  )
  const workspace = isMember ? await projects.findWorkspace(id) : undefined
  if (workspace === undefined) throw new DomainError('not_found', { reason: 'workspace not found' })
  return workspace
}

async function limitsOf(
  workspace: WorkspaceRecord,
  { projects, planNamed }: ConsoleHandlerDependencies,
): Promise<WorkspaceLimits> {
  const plan = planNamed(workspace.plan)
  const held = await projects.listProjects(workspace.id)
  const used = await Promise.all(
    held.map(async ({ id, slug, name }) => ({ id, slug, name, api_keys: await projects.countQuotaUse(id) })),
  )
  return {
    plan: workspace.plan,
    api_keys_max: plan.apiKeysMax ?? null,
    projects_max: plan.projectsMax ?? null,
    cache: plan.cacheAllowed,
    rate_limit: plan.rateLimitAllowed,
    projects: used,
  }
}
