import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { yesOption } from '../../control/options.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['delete', 'project-secret'],
  summary: 'Drop a retired secret of a project',
  description:
    'What it signed stops verifying; `latchkey list project-secrets` counts the live keys. Name the project with --project.',
  arguments: [{ name: 'id', summary: 'Id of the secret, as the list shows it' }],
  options: [yesOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.word(0, 'id')
  if (!call.options.flag('yes')) throw new UsageError('--yes: is required, because what this secret signed stops verifying')
  const project = requireProject(call)
  await (await atApi(call)).projects.deleteSecret(project, id)
  return call.done(`Secret ${id} deleted.`)
}
