import type { ListSettingSourcesResponse } from '@latchkey/contract/messages/console'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { LiveKeyCount, StoredProject } from '@latchkey/core/ports/project-store'
import type { ConsoleCall, ConsoleHandler } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { requireSignedIn } from './session-reply.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Where the settings of a project come from, for its members. */
export function makeSettingSourceHandlers({
  projects,
  settingOriginsOf,
}: Pick<ConsoleHandlerDependencies, 'projects' | 'settingOriginsOf'>): Readonly<Record<string, ConsoleHandler>> {
  const memberProject = async (call: ConsoleCall): Promise<StoredProject> => {
    const { memberships } = requireSignedIn(call)
    const { project: wanted = '' } = call.params
    const found = await projects.findProject(UUID.test(wanted) ? { id: wanted.toLowerCase() } : { slug: wanted })
    const isMember = memberships.some(
      ({ workspaceId, projectId }) =>
        workspaceId === found?.project.workspaceId && (projectId === undefined || projectId === found.project.id),
    )
    if (found === undefined || !isMember) throw new DomainError('not_found')
    return found
  }
  return {
    consoleGetSettingSources: async (call) => {
      const stored = await memberProject(call)
      const body: ListSettingSourcesResponse = {
        settings: [...(await settingOriginsOf(stored))],
        prefixes: prefixesOf(await projects.countLiveKeys(stored.project.id)),
      }
      return { status: 200, body }
    },
  }
}

/** A prefix is counted once for each secret that signed keys with it. */
const prefixesOf = (counts: readonly LiveKeyCount[]): ListSettingSourcesResponse['prefixes'] =>
  [...Map.groupBy(counts, ({ prefix }) => prefix)].map(([prefix, same]) => ({
    prefix,
    live_keys: same.reduce((sum, { live }) => sum + live, 0),
  }))
