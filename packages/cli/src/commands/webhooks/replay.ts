import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { deliveryResult, webhookArgument } from '../../control/webhook-view.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'replay'],
  summary: 'Send a message again, or all that could not be delivered',
  description: 'A message keeps its id, so a receiver that has it already can tell. Name the project with --project.',
  arguments: [webhookArgument, { name: 'message', summary: 'Id of a message (`webhook-id`)', optional: true }],
  options: [
    { flags: '--dead', summary: 'Everything that could not be delivered' },
    { flags: '--since <time>', summary: 'With --dead: only messages since then (RFC 3339)' },
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const message = call.words[1]
  const isForAll = call.options.flag('dead')
  if ((message === undefined) !== isForAll) throw new UsageError('Give either a message or --dead')
  const since = call.options.text('since')
  if (since !== undefined && !isForAll) throw new UsageError('--since: only with --dead')
  const project = requireProject(call)
  const { webhooks } = await atApi(call)
  if (message !== undefined) return call.finish(deliveryResult(await webhooks.replayDelivery(project, id, message)))
  const replayed = await webhooks.replay(project, id, since === undefined ? {} : { since })
  return call.finish({ data: { replayed }, human: [['Messages sent again', String(replayed)]], quiet: [String(replayed)] })
}
