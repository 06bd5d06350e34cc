import type { VerifyApiKeyResponse } from '@latchkey/sdk'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, exitCodes, UsageError } from '../../exit-code.ts'
import { openInput, readLines } from '../../input/read-lines.ts'
import type { Table } from '../../output/table.ts'

const CREDENTIALS_PER_CALL = 100

export const definition: CommandDefinition = {
  path: ['keys', 'batch-verify'],
  summary: 'Check many credentials',
  description: 'Answers keep the order of the credentials. Ends with 1 when any of them is not valid.',
  arguments: [
    {
      name: 'credentials',
      summary: 'Credentials; - or nothing reads standard input, one per line',
      optional: true,
      variadic: true,
    },
  ],
  options: [
    { flags: '--file <file>', summary: 'Read credentials from a file, one per line' },
    { flags: '--no-cache', summary: 'Do not read the cache of the server' },
  ],
  examples: ['latchkey keys batch-verify --file credentials.txt --format json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const credentials = await credentialsOf(call)
  if (credentials.length === 0) throw new UsageError('credentials: none were given')
  const client = await call.client()
  const options = call.options.isFalse('cache') ? ({ cache: 'no-cache' } as const) : {}
  const results: VerifyApiKeyResponse[] = []
  for (let start = 0; start < credentials.length; start += CREDENTIALS_PER_CALL) {
    const requests = credentials.slice(start, start + CREDENTIALS_PER_CALL).map((credential) => ({ credential }))
    results.push(...(await client.keys.batchVerify(requests, options)).results)
  }
  const code = results.every((result) => result.is_valid) ? exitCodes.ok : exitCodes.refused
  const quiet = results.map((result) => result.key_id)
  return call.finish({ data: { results }, human: tableOf(results), quiet }, code)
}

async function credentialsOf({ words, options, terminal }: CommandCall): Promise<readonly string[]> {
  const file = options.text('file')
  const isInput = words.length === 0 || (words.length === 1 && words[0] === '-')
  if (file !== undefined && words.length > 0) throw new UsageError('--file: cannot be combined with credentials as arguments')
  if (!isInput) return words
  return Array.fromAsync(readLines(await openInput(file ?? '-', terminal.stdin)))
}

const tableOf = (results: readonly VerifyApiKeyResponse[]): Table => ({
  columns: ['#', 'Valid', 'Key id', 'Actor', 'Scopes', 'Because'],
  rows: results.map((result, index) => [
    String(index + 1),
    result.is_valid ? 'yes' : 'no',
    result.key_id,
    result.actor_id,
    result.scopes.join(','),
    result.error_message ?? '',
  ]),
})
