import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, projectMeant } from '../../control/place.ts'
import { webhookArgument, webhookResult } from '../../control/webhook-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'get'],
  summary: 'Show a webhook',
  arguments: [webhookArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  return call.finish(webhookResult(await (await atApi(call)).webhooks.get(projectMeant(call), id)))
}
