import type { ImportApiKeyRequest } from '@latchkey/sdk'
import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import { type ExitCode, UsageError } from '../../../exit-code.ts'
import { readSecret } from '../../../input/read-secret.ts'
import {
  actorOption,
  attributeOptions,
  attributesFrom,
  ttlOption,
  visibilityFrom,
  visibilityOption,
} from '../../../key/key-options.ts'
import { keyFields } from '../../../key/key-view.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'imported', 'import'],
  summary: 'Import a key that was made elsewhere',
  description: 'Give the key itself, or only its digest with --key-hash and --hash-algorithm. It is never shown again.',
  arguments: [{ name: 'name', summary: 'What people call the key' }],
  options: [
    actorOption,
    { flags: '--raw-key <key>', summary: 'The key; - or nothing reads standard input' },
    { flags: '--file <file>', summary: 'Read the key from a file' },
    { flags: '--key-hash <digest>', summary: 'The digest of the key instead of the key, in hex or base64' },
    { flags: '--hash-algorithm <algorithm>', summary: 'How the digest was made', choices: ['sha256', 'sha512'] },
    ttlOption,
    visibilityOption,
    ...attributeOptions,
  ],
  examples: [
    'printf %s "$LEGACY_KEY" | latchkey keys imported import "Billing" --actor billing --raw-key -',
    'latchkey keys imported import "Billing" --actor billing --key-hash "$DIGEST" --hash-algorithm sha256',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const actor = options.text('actor')
  if (actor === undefined) throw new UsageError('--actor: is required')
  const ttl = options.text('ttl')
  const visibility = visibilityFrom(options)
  const request: ImportApiKeyRequest = {
    name: call.word(0, 'name'),
    actor_id: actor,
    ...(await materialFrom(call)),
    ...(ttl === undefined ? {} : { ttl }),
    ...(visibility === undefined ? {} : { visibility }),
    ...attributesFrom(options),
  }
  const apiKey = await (await call.client()).importedKeys.import(request)
  await call.printer.say('API key imported.')
  return call.finish({ data: apiKey, human: keyFields(apiKey), quiet: [apiKey.key_id] })
}

async function materialFrom({ options, terminal }: CommandCall): Promise<Partial<ImportApiKeyRequest>> {
  const digest = options.text('keyHash')
  if (digest === undefined) {
    const rawKey = await readSecret(terminal, { argument: options.text('rawKey'), file: options.text('file'), prompt: 'Key' })
    return { raw_key: rawKey }
  }
  const algorithm = options.text('hashAlgorithm')
  if (algorithm !== 'sha256' && algorithm !== 'sha512') throw new UsageError('--key-hash: needs --hash-algorithm')
  if (options.isSet('rawKey') || options.isSet('file')) throw new UsageError('--key-hash: cannot be combined with the key itself')
  return { key_hash: digest, hash_algorithm: algorithm }
}
