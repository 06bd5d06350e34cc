import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { attributeOptions, attributesFrom, keyIdArgument, visibilityFrom, visibilityOption } from '../../../key/key-options.ts'
import { keyFields } from '../../../key/key-view.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'issued', 'rotate'],
  summary: 'Replace an issued key by a new one',
  description: 'The new secret is shown this once. The old key is revoked at once, or when --grace-period is over.',
  arguments: [keyIdArgument],
  options: [
    { flags: '--name <name>', summary: 'New name; what is not given is taken over' },
    visibilityOption,
    ...attributeOptions,
    { flags: '--grace-period <duration>', summary: 'How long the old key stays good; at most 30 days' },
  ],
  examples: ['latchkey keys issued rotate "$KEY_ID" --grace-period 24h'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const name = options.text('name')
  const visibility = visibilityFrom(options)
  const gracePeriod = options.text('gracePeriod')
  const response = await (await call.client()).issuedKeys.rotate(call.keyId(), {
    ...(name === undefined ? {} : { name }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(gracePeriod === undefined ? {} : { grace_period: gracePeriod }),
    ...attributesFrom(options),
  })
  await call.printer.say('The secret is shown this once; store it now.')
  return call.finish({
    data: response,
    human: [['Secret', response.secret], ...keyFields(response.issued_api_key), ['Replaces', response.old_issued_api_key.key_id]],
    quiet: [response.secret],
    isShownOnce: true,
  })
}
