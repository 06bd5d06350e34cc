import type { VerifyApiKeyResponse } from '@latchkey/sdk'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, exitCodes } from '../../exit-code.ts'
import { readSecret } from '../../input/read-secret.ts'
import { rateLimitText, shortEnum } from '../../key/key-view.ts'
import type { FieldList } from '../../output/table.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'verify'],
  summary: 'Check whether a credential is good now',
  description: 'Ends with 0 when it is, with 1 when it is not, and with 3 when the server could not say.',
  arguments: [{ name: 'credential', summary: 'The credential; - or nothing reads standard input', optional: true }],
  options: [
    { flags: '--file <file>', summary: 'Read the credential from a file' },
    { flags: '--required-scopes <list>', summary: 'Scopes that must all be held, separated by commas' },
    { flags: '--dry-run', summary: 'Cost no rate limit and record no use' },
    { flags: '--no-cache', summary: 'Do not read the cache of the server' },
  ],
  examples: [
    'printf %s "$API_KEY" | latchkey keys verify -',
    'latchkey keys verify --file ./api-key --required-scopes orders:read',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const credential = await readSecret(call.terminal, {
    argument: call.words[0],
    file: options.text('file'),
    prompt: 'Credential',
  })
  const scopes = options.list('requiredScopes')
  const request = {
    credential,
    ...(scopes === undefined ? {} : { required_scopes: [...scopes] }),
    ...(options.flag('dryRun') ? { dry_run: true } : {}),
  }
  const client = await call.client()
  const response = await client.keys.verify(request, options.isFalse('cache') ? { cache: 'no-cache' } : {})
  const code = response.is_valid ? exitCodes.ok : exitCodes.refused
  return call.finish({ data: response, human: fieldsOf(response), quiet: response.is_valid ? [response.key_id] : [] }, code)
}

function fieldsOf(response: VerifyApiKeyResponse): FieldList {
  if (!response.is_valid) {
    return [
      ['Valid', 'no'],
      ['Because', response.error_message ?? ''],
      ['Code', response.error_code ?? ''],
    ]
  }
  return [
    ['Valid', 'yes'],
    ['Key id', response.key_id],
    ['Actor', response.actor_id],
    ['Status', shortEnum(response.status, 'KEY_STATUS_')],
    ['Scopes', response.scopes.join(', ')],
    ['Expires', response.expire_time ?? 'never'],
    ['Rate limit', rateLimitText(response.rate_limit_policy)],
    ...(response.rate_limit_remaining === undefined ? [] : ([['Remaining', response.rate_limit_remaining]] as const)),
  ]
}
