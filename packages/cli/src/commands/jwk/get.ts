import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['jwk', 'get'],
  summary: 'Show the public keys that derived tokens verify with',
  examples: ['latchkey jwk get --project default --format json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { keys } = await (await call.client()).jwks()
  return call.finish({ data: { keys }, human: JSON.stringify({ keys }, null, 2), quiet: keys.map((jwk) => jwk.kid) })
}
