import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, projectMeant } from '../../control/place.ts'
import { deliveryResult, deliveryTable, webhookArgument } from '../../control/webhook-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'deliveries'],
  summary: 'List what was sent to a webhook, or show one message',
  description: 'Newest first. With a message, its payload is shown as it is sent.',
  arguments: [webhookArgument, { name: 'message', summary: 'Id of a message (`webhook-id`)', optional: true }],
  options: [
    { flags: '--state <state>', summary: 'Only those', choices: ['pending', 'delivered', 'dead'] },
    { flags: '--page-size <n>', summary: 'Default 50, at most 250' },
    { flags: '--page-token <token>', summary: 'Of the page before' },
  ],
  examples: ['latchkey webhooks deliveries 6f1c… --state dead'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const message = call.words[1]
  const { webhooks } = await atApi(call)
  const project = projectMeant(call)
  if (message !== undefined) return call.finish(deliveryResult(await webhooks.delivery(project, id, message)))
  const page = await webhooks.deliveryPage(project, id, {
    state: call.options.text('state'),
    page_size: call.options.integer('pageSize'),
    page_token: call.options.text('pageToken'),
  })
  if (page.next_page_token !== '') await call.printer.say(`There are more: --page-token ${page.next_page_token}`)
  const quiet = page.deliveries.map(({ message_id }) => message_id)
  return call.finish({ data: page, human: deliveryTable(page.deliveries), quiet })
}
