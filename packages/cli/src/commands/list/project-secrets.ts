import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { projectArgument } from '../../control/options.ts'
import { atApi, projectMeant } from '../../control/place.ts'
import { secretTable } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['list', 'project-secrets'],
  summary: 'List what signs and verifies for a project, without the secrets themselves',
  description: 'Shows how many live keys hang on each secret, and when a retired one stops verifying.',
  arguments: [projectArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const secrets = await (await atApi(call)).projects.secrets(projectMeant(call, call.words[0]))
  return call.finish({ data: { secrets }, human: secretTable(secrets), quiet: secrets.map(({ id }) => id) })
}
