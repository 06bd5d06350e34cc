import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { wireAccessKeyTable } from '../../control/access-key-view.ts'
import { EITHER_SIDE, workspaceOption } from '../../control/options.ts'
import { atApiOrStore, workspaceMeant, workspaceOfStore } from '../../control/place.ts'
import type { ExitCode } from '../../exit-code.ts'
import type { Result } from '../../output/printer.ts'
import { accessKeyData, accessKeyTable } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['list', 'workspace-api-keys'],
  summary: 'List the API keys of a workspace',
  description: EITHER_SIDE,
  options: [workspaceOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const result = await atApiOrStore<Result>(call, {
    api: async (controlPlane) => {
      const found = await controlPlane.accessKeys.listOfWorkspace(await workspaceMeant(call, controlPlane))
      return { data: found, human: wireAccessKeyTable(found), quiet: found.map(({ id }) => id) }
    },
    store: async (administration) => {
      const found = await administration.listWorkspaceApiKeys(await workspaceOfStore(call, administration))
      return { data: found.map(accessKeyData), human: accessKeyTable(found), quiet: found.map(({ id }) => id) }
    },
  })
  return call.finish(result)
}
