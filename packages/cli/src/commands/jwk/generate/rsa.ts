import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { generateRsa } from '../../../jwk.ts'
import { deliverKey, generateOptions, labelsFrom } from '../../../jwk-delivery.ts'

export const definition: CommandDefinition = {
  path: ['jwk', 'generate', 'rsa'],
  summary: 'Make an RSA key',
  description: 'Made on this machine; nothing is sent.',
  options: [
    { flags: '--bits <count>', summary: 'Length of the modulus, 2048 to 8192', default: '2048' },
    {
      flags: '--alg <algorithm>',
      summary: 'Algorithm',
      choices: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
      default: 'RS256',
    },
    ...generateOptions,
  ],
  examples: ['latchkey jwk generate rsa --output signing-key.json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  return deliverKey(call, generateRsa(options.integer('bits') ?? 0, options.text('alg') ?? 'RS256', labelsFrom(call)))
}
