import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { generateEddsa } from '../../../jwk.ts'
import { deliverKey, generateOptions, labelsFrom } from '../../../jwk-delivery.ts'

export const definition: CommandDefinition = {
  path: ['jwk', 'generate', 'eddsa'],
  summary: 'Make an Ed25519 key: the usual choice for derived tokens',
  description: 'Made on this machine; nothing is sent.',
  options: [...generateOptions],
  examples: ['latchkey jwk generate eddsa --output signing-key.json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  return deliverKey(call, generateEddsa(labelsFrom(call)))
}
