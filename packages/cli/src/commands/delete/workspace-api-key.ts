import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE, workspaceOption } from '../../control/options.ts'
import { atApiOrStore, workspaceMeant, workspaceOfStore } from '../../control/place.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['delete', 'workspace-api-key'],
  summary: 'Delete an API key of a workspace; running servers refuse it at once',
  description: EITHER_SIDE,
  arguments: [{ name: 'id', summary: 'Id of the API key, as the list shows it' }],
  options: [workspaceOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const name = await atApiOrStore(call, {
    api: async (controlPlane) => {
      await controlPlane.accessKeys.deleteOfWorkspace(await workspaceMeant(call, controlPlane), id)
      return id
    },
    store: async (administration) =>
      (await administration.deleteWorkspaceApiKey(await workspaceOfStore(call, administration), id)).name,
  })
  return call.done(`API key ${name} deleted.`)
}
