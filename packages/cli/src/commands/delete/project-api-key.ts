import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['delete', 'project-api-key'],
  summary: 'Delete an API key of a project; running servers refuse it at once',
  description: 'Name the project with --project; default: the project called default.',
  arguments: [{ name: 'id', summary: 'Id of the API key, as the list shows it' }],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const project = call.options.text('project') ?? 'default'
  const deleted = await withAdministration(call, (administration) =>
    administration.deleteProjectApiKey(project, call.word(0, 'id')),
  )
  return call.done(`API key ${deleted.name} deleted.`)
}
