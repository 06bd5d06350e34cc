import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { keyIdFrom } from '../../usage/usage-options.ts'
import { sourceTable } from '../../usage/usage-view.ts'

export const definition: CommandDefinition = {
  path: ['usage', 'sources'],
  summary: 'Show the addresses that a key was presented from',
  description: 'At most 100 addresses are told apart per key; the others are counted together.',
  arguments: [{ name: 'key-id', summary: 'Id of the key; `unknown` is for credentials that belong to no key' }],
  examples: ['latchkey usage sources 7f9c24e8-3b12-4a91-9d0a-5b1f7a2c3d4e'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { usage } = await call.client()
  const sources = await usage.sources(keyIdFrom(call.keyId()) ?? '')
  return call.finish({ data: { sources }, human: sourceTable(sources), quiet: sources.map(({ ip }) => ip) })
}
