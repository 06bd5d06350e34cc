import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { keyIdArgument } from '../../../key/key-options.ts'
import { keyFields } from '../../../key/key-view.ts'
import { changesFrom, updateOptions } from '../../../key/update-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'issued', 'update'],
  summary: 'Change an issued key',
  description: 'Changes what is given; an empty value clears the field.',
  arguments: [keyIdArgument],
  options: updateOptions,
  examples: [
    'latchkey keys issued update "$KEY_ID" --scopes orders:read',
    'latchkey keys issued update "$KEY_ID" --update-mask rate_limit_policy,ip_restriction',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { changes, options } = changesFrom(call.options)
  const apiKey = await (await call.client()).issuedKeys.update(call.keyId(), changes, options)
  await call.printer.say('API key updated.')
  return call.finish({ data: apiKey, human: keyFields(apiKey), quiet: [apiKey.key_id] })
}
