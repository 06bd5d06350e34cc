import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE, projectArgument } from '../../control/options.ts'
import { atApiOrStore, projectMeant, projectOfStore } from '../../control/place.ts'
import { wireProjectResult } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'
import { projectResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['get', 'project'],
  summary: 'Show a project; over the API in machine-readable formats with its settings',
  description: EITHER_SIDE,
  arguments: [projectArgument],
  examples: ['latchkey get project web-shop --format jsonpointer=/services/talos/config'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const [typed] = call.words
  const result = await atApiOrStore(call, {
    api: async ({ projects }) => wireProjectResult(await projects.get(projectMeant(call, typed))),
    store: async (administration) => projectResult(await administration.getProject(projectOfStore(call, typed))),
  })
  return call.finish(result)
}
