import type { OptionDefinition } from './command.ts'
import type { CommandCall } from './command-call.ts'
import { type ExitCode, UsageError } from './exit-code.ts'
import type { GeneratedKey, KeyLabels } from './jwk.ts'
import { writePrivateFile } from './write-private-file.ts'

export const generateOptions: readonly OptionDefinition[] = [
  { flags: '--kid <id>', summary: 'Id of the key; default: its thumbprint (RFC 7638)' },
  { flags: '--use <use>', summary: 'sig for signatures, enc for encryption', choices: ['sig', 'enc'], default: 'sig' },
  { flags: '--jwks', summary: 'As a set of one key (JWKS)' },
  { flags: '--public-only', summary: 'Only the public half' },
  { flags: '-o, --output <file>', summary: 'Write a new file that only you can read, instead of printing' },
]

export const labelsFrom = ({ options }: CommandCall): KeyLabels => ({
  kid: options.text('kid'),
  use: options.text('use') ?? 'sig',
})

/** Prints or stores the key; it is kept nowhere else. */
export async function deliverKey(call: CommandCall, generated: GeneratedKey): Promise<ExitCode> {
  const { options } = call
  const jwk = options.flag('publicOnly') ? generated.public : generated.private
  if (jwk === undefined) throw new UsageError('--public-only: a symmetric key has no public half')
  const document = options.flag('jwks') ? { keys: [jwk] } : jwk
  const text = JSON.stringify(document, null, 2)
  const file = options.text('output')
  if (file !== undefined) {
    await writePrivateFile(file, `${text}\n`)
    return call.done(`Key ${jwk['kid']} written to ${file}.`)
  }
  return call.finish({ data: document, human: text, quiet: [text] })
}
