import type { Checklist } from '@latchkey/contract/messages/console'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ChecklistReference } from '@latchkey/core/ports/checklist-store'
import type { ConsoleCall, ConsoleHandler } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { requireSignedIn } from './session-reply.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The first steps of a project, which every member puts away for themselves. */
export function makeChecklistHandlers({
  checklists,
  projects,
}: Pick<ConsoleHandlerDependencies, 'checklists' | 'projects'>): Readonly<Record<string, ConsoleHandler>> {
  const placeOf = async (call: ConsoleCall): Promise<ChecklistReference> => {
    const { account, memberships } = requireSignedIn(call)
    const { project: wanted = '' } = call.params
    const found = await projects.findProject(UUID.test(wanted) ? { id: wanted.toLowerCase() } : { slug: wanted })
    const isMember = memberships.some(
      ({ workspaceId, projectId }) =>
        workspaceId === found?.project.workspaceId && (projectId === undefined || projectId === found.project.id),
    )
    if (found === undefined || !isMember) throw new DomainError('not_found')
    return { accountId: account.id, projectId: found.project.id }
  }
  return {
    consoleGetChecklist: async (call) => {
      const body: Checklist = { dismissed: await checklists.isDismissed(await placeOf(call)) }
      return { status: 200, body }
    },
    consoleSetChecklist: async (call) => {
      const { dismissed } = call.body as Checklist
      await checklists.setDismissed(await placeOf(call), dismissed)
      return { status: 200, body: { dismissed } }
    },
  }
}
