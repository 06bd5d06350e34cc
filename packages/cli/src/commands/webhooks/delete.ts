import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { yesOption } from '../../control/options.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { webhookArgument } from '../../control/webhook-view.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'delete'],
  summary: 'Delete a webhook',
  description: 'What is on its way to it is dropped. Name the project with --project.',
  arguments: [webhookArgument],
  options: [yesOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  if (!call.options.flag('yes')) throw new UsageError('--yes: is required, because what is on its way is dropped')
  const project = requireProject(call)
  await (await atApi(call)).webhooks.delete(project, id)
  return call.done(`Webhook ${id} deleted.`)
}
