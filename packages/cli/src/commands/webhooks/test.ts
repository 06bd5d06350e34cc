import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { deliveryResult, webhookArgument } from '../../control/webhook-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'test'],
  summary: 'Send a webhook a message that says nothing',
  description: '`latchkey webhooks deliveries` shows what became of it. Name the project with --project.',
  arguments: [webhookArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const project = requireProject(call)
  return call.finish(deliveryResult(await (await atApi(call)).webhooks.test(project, id)))
}
