import { readFile } from 'node:fs/promises'
import { RefusedError, UsageError } from '../exit-code.ts'
import { type Terminal, write } from '../terminal.ts'

const SECRET_MAX_BYTES = 64 * 1024
const CONTROL_C = '\u0003'
const CONTROL_D = '\u0004'
const BACKSPACES = new Set(['\u0008', '\u007f'])

export interface SecretSource {
  /** What was given in the argument; `-` or nothing reads standard input. */
  readonly argument: string | undefined
  /** A file that holds the secret alone. */
  readonly file: string | undefined
  /** What to ask a person for. */
  readonly prompt: string
}

/**
 * A secret out of an argument, a file, standard input or a prompt that does not echo. One line break at its end does not
 * belong to it.
 */
export async function readSecret(terminal: Terminal, source: SecretSource): Promise<string> {
  const { argument, file } = source
  if (argument !== undefined && file !== undefined)
    throw new UsageError('--file: cannot be combined with a secret as an argument')
  const secret = file === undefined ? await secretOf(terminal, argument, source.prompt) : withoutLineBreak(await readText(file))
  if (secret === '')
    throw new UsageError(
      `${source.prompt}: nothing was given${file === undefined ? '; write it to standard input or name a --file' : ''}`,
    )
  return secret
}

async function secretOf(terminal: Terminal, argument: string | undefined, prompt: string): Promise<string> {
  if (argument === undefined || argument === '-') return readSecretFromInput(terminal, prompt)
  if (terminal.stderr.isTTY) {
    await write(terminal.stderr, 'hint: other processes can see arguments; pass - and give the secret on standard input\n')
  }
  return argument
}

const readSecretFromInput = async (terminal: Terminal, prompt: string): Promise<string> =>
  terminal.stdin.isTTY ? askWithoutEcho(terminal, prompt) : withoutLineBreak(await readAll(terminal.stdin))

/** All of standard input as text; capped, because whatever is larger is not a secret. */
async function readAll(stdin: Terminal['stdin']): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string)
    size += bytes.length
    if (size > SECRET_MAX_BYTES) throw new UsageError('Standard input is too long for a secret')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`Cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}

const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, '')

async function askWithoutEcho(terminal: Terminal, prompt: string): Promise<string> {
  const { stdin, stderr } = terminal
  await write(stderr, `${prompt}: `)
  stdin.setRawMode?.(true)
  try {
    return await readTypedLine(stdin)
  } finally {
    stdin.setRawMode?.(false)
    stdin.destroy()
    await write(stderr, '\n')
  }
}

async function readTypedLine(stdin: Terminal['stdin']): Promise<string> {
  let typed = ''
  // Left open, so that the terminal can still be told to echo again.
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    for (const character of String(chunk)) {
      if (character === '\r' || character === '\n' || character === CONTROL_D) return typed
      if (character === CONTROL_C) throw new RefusedError('Interrupted')
      typed = BACKSPACES.has(character) ? typed.slice(0, -1) : typed + character
    }
  }
  return typed
}
