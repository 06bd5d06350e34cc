import type { UpdateWebhookBody } from '@latchkey/sdk'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { webhookArgument, webhookOptions, webhookResult } from '../../control/webhook-view.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'update'],
  summary: 'Change, disable or enable a webhook',
  description: 'What is not given stays. Name the project with --project.',
  arguments: [webhookArgument],
  options: [
    { flags: '--url <url>', summary: 'Where messages are sent' },
    ...webhookOptions,
    { flags: '--state <state>', summary: 'A disabled webhook is told nothing', choices: ['enabled', 'disabled'] },
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const changes = changesFrom(call)
  if (Object.keys(changes).length === 0) throw new UsageError('Nothing to change: give --url, --events, --description or --state')
  const project = requireProject(call)
  return call.finish(webhookResult(await (await atApi(call)).webhooks.update(project, id, changes)))
}

function changesFrom({ options }: CommandCall): UpdateWebhookBody {
  const [url, description, events, state] = [
    options.text('url'),
    options.text('description'),
    options.list('events'),
    options.text('state'),
  ]
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(events === undefined ? {} : { event_types: [...events] }),
    ...(state === undefined ? {} : { enabled: state === 'enabled' }),
  }
}
