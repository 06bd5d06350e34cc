import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { generateHmac } from '../../../jwk.ts'
import { deliverKey, generateOptions, labelsFrom } from '../../../jwk-delivery.ts'

export const definition: CommandDefinition = {
  path: ['jwk', 'generate', 'hmac'],
  summary: 'Make a symmetric key',
  description: 'Made on this machine; nothing is sent.',
  options: [
    { flags: '--bits <count>', summary: 'Length, 256 to 4096', default: '256' },
    { flags: '--alg <algorithm>', summary: 'Algorithm', choices: ['HS256', 'HS384', 'HS512'], default: 'HS256' },
    ...generateOptions,
  ],
  examples: ['latchkey jwk generate hmac --output signing-key.json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  return deliverKey(call, generateHmac(options.integer('bits') ?? 0, options.text('alg') ?? 'HS256', labelsFrom(call)))
}
