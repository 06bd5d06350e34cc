import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { projectArgument } from '../../control/options.ts'
import { atApi, projectMeant } from '../../control/place.ts'
import { webhookTable } from '../../control/webhook-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'list'],
  summary: 'List the webhooks of a project',
  arguments: [projectArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const webhooks = await (await atApi(call)).webhooks.list(projectMeant(call, call.words[0]))
  return call.finish({ data: { webhooks }, human: webhookTable(webhooks), quiet: webhooks.map(({ id }) => id) })
}
