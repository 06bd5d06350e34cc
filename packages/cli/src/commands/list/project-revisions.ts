import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { projectArgument } from '../../control/options.ts'
import { atApi, projectMeant } from '../../control/place.ts'
import { revisionTable } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['list', 'project-revisions'],
  summary: 'List the last changes of a project’s settings, with who made them and when',
  arguments: [projectArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const revisions = await (await atApi(call)).projects.revisions(projectMeant(call, call.words[0]))
  const ids = revisions.map(({ revision_id: id }) => id)
  return call.finish({ data: { revisions }, human: revisionTable(revisions), quiet: ids })
}
