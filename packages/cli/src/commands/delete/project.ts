import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE, yesOption } from '../../control/options.ts'
import { atApiOrStore } from '../../control/place.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['delete', 'project'],
  summary: 'Delete a project with all of its keys, for good',
  description: `Its keys stop verifying at once; what it holds is removed in the background.\n${EITHER_SIDE}`,
  arguments: [{ name: 'project', summary: 'Id or slug' }],
  options: [yesOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const project = call.word(0, 'project')
  if (!call.options.flag('yes')) throw new UsageError('--yes: is required, because this deletes the project with all of its keys')
  await atApiOrStore(call, {
    api: ({ projects }) => projects.delete(project),
    store: async (administration) => void (await administration.deleteProject(project)),
  })
  return call.done(`Project ${project} deleted.`)
}
