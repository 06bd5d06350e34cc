import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE, workspaceArgument } from '../../control/options.ts'
import { atApiOrStore, workspaceMeant, workspaceOfStore } from '../../control/place.ts'
import { wireWorkspaceResult } from '../../control/workspace-view.ts'
import type { ExitCode } from '../../exit-code.ts'
import { workspaceResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['get', 'workspace'],
  summary: 'Show a workspace',
  description: EITHER_SIDE,
  arguments: [workspaceArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const [typed] = call.words
  const result = await atApiOrStore(call, {
    api: async (controlPlane) =>
      wireWorkspaceResult(await controlPlane.workspaces.get(await workspaceMeant(call, controlPlane, typed))),
    store: async (administration) =>
      workspaceResult(await administration.getWorkspace(await workspaceOfStore(call, administration, typed))),
  })
  return call.finish(result)
}
