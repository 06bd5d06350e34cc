import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { accessKeyData, accessKeyTable } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['list', 'project-api-keys'],
  summary: 'List the API keys of a project in the store of the server on this machine',
  description: 'Name the project with --project; default: the project called default.',
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const project = call.options.text('project') ?? 'default'
  const accessKeys = await withAdministration(call, (administration) => administration.listProjectApiKeys(project))
  return call.finish({
    data: accessKeys.map(accessKeyData),
    human: accessKeyTable(accessKeys),
    quiet: accessKeys.map(({ id }) => id),
  })
}
