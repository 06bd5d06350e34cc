import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { readSecret } from '../../input/read-secret.ts'
import { ttlOption } from '../../key/key-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'derive-token'],
  summary: 'Derive a short-lived token from a key',
  arguments: [{ name: 'credential', summary: 'The parent key; - or nothing reads standard input', optional: true }],
  options: [
    { flags: '--file <file>', summary: 'Read the parent key from a file' },
    {
      flags: '--algorithm <algorithm>',
      summary: 'jwt verifies offline, macaroon can be narrowed by its holder',
      choices: ['jwt', 'macaroon'],
    },
    ttlOption,
    { flags: '--scopes <list>', summary: 'Fewer scopes than the parent holds, separated by commas' },
    { flags: '--claims <json>', summary: 'Claims of your own, as a JSON object' },
  ],
  examples: ['printf %s "$API_KEY" | latchkey keys derive-token - --ttl 15m --scopes orders:read --quiet'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const credential = await readSecret(call.terminal, {
    argument: call.words[0],
    file: options.text('file'),
    prompt: 'Parent key',
  })
  const ttl = options.text('ttl')
  const scopes = options.list('scopes')
  const claims = options.json('claims')
  const isMacaroon = options.text('algorithm') === 'macaroon'
  const token = await (await call.client()).keys.derive({
    credential,
    algorithm: isMacaroon ? 'TOKEN_ALGORITHM_MACAROON' : 'TOKEN_ALGORITHM_JWT',
    ...(ttl === undefined ? {} : { ttl }),
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(claims === undefined ? {} : { custom_claims: claims }),
  })
  return call.finish({
    data: { token },
    human: [
      ['Token', token.token],
      ['Expires', token.expire_time],
      ['Scopes', token.scopes.join(', ')],
    ],
    quiet: [token.token],
  })
}
