import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { generateEcdsa } from '../../../jwk.ts'
import { deliverKey, generateOptions, labelsFrom } from '../../../jwk-delivery.ts'

export const definition: CommandDefinition = {
  path: ['jwk', 'generate', 'ecdsa'],
  summary: 'Make an elliptic-curve key',
  description: 'Made on this machine; nothing is sent.',
  options: [
    { flags: '--curve <curve>', summary: 'Curve', choices: ['P-256', 'P-384', 'P-521'], default: 'P-256' },
    ...generateOptions,
  ],
  examples: ['latchkey jwk generate ecdsa --output signing-key.json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  return deliverKey(call, generateEcdsa(call.options.text('curve') ?? 'P-256', labelsFrom(call)))
}
