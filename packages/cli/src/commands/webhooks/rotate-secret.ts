import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { newSecretResult, webhookArgument } from '../../control/webhook-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'rotate-secret'],
  summary: 'Replace the signing secret of a webhook',
  description:
    'The new secret is shown this once. Until the grace period is over, messages carry a signature of each. Name the project with --project.',
  arguments: [webhookArgument],
  options: [{ flags: '--grace-period <duration>', summary: 'How long the old one signs as well; 0s: no longer', default: '24h' }],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const project = requireProject(call)
  const rotation = { grace_period: call.options.text('gracePeriod') ?? '24h' }
  const webhook = await (await atApi(call)).webhooks.rotateSecret(project, id, rotation)
  await call.printer.say('The signing secret is shown this once; give it to the receiver now.')
  return call.finish(newSecretResult(webhook))
}
