import type { Latchkey } from '@latchkey/sdk'
import { isUnencryptedRemote, projectApiKey, projectEndpoint } from './connection.ts'
import { type ExitCode, exitCodes, UsageError } from './exit-code.ts'
import type { OptionValues } from './option-values.ts'
import type { Printer, Result } from './output/printer.ts'
import type { Terminal } from './terminal.ts'

/** One call of a command: what was typed, and the ways to answer. */
export class CommandCall {
  readonly terminal: Terminal
  readonly printer: Printer
  readonly options: OptionValues
  /** Positional arguments; a variadic one spreads over the rest. */
  readonly words: readonly string[]

  #apiKey: Promise<string | undefined> | undefined

  constructor(terminal: Terminal, printer: Printer, options: OptionValues, words: readonly string[]) {
    this.terminal = terminal
    this.printer = printer
    this.options = options
    this.words = words
  }

  /** The argument at a place that the definition makes mandatory. */
  word(index: number, name: string): string {
    const word = this.words[index]
    if (word === undefined || word === '') throw new UsageError(`${name}: is required`)
    return word
  }

  /** The id that names a key. A credential in its place would end up in the address of the call, and so in logs. */
  keyId(): string {
    const id = this.word(0, 'key-id')
    if (/_v1_|^eyJ|^ory_(pat|wak)_/.test(id)) {
      throw new UsageError(
        'key-id: this is a credential, not the id of a key; nothing was sent. `latchkey keys verify` shows the id',
      )
    }
    return id
  }

  get endpoint(): string {
    return projectEndpoint(this.options, this.terminal)
  }

  /** The caller's own API key, read once: standard input has it only once. */
  apiKey(): Promise<string | undefined> {
    this.#apiKey ??= projectApiKey(this.options, this.terminal)
    return this.#apiKey
  }

  /** A client for the project; loads the SDK only now, so that help stays instant. */
  async client(): Promise<Latchkey> {
    const { Latchkey: Client } = await import('@latchkey/sdk/client')
    const { endpoint } = this
    const apiKey = await this.apiKey()
    if (apiKey !== undefined && isUnencryptedRemote(endpoint)) {
      await this.printer.warn(`The API key travels unencrypted to ${endpoint}; use https`)
    }
    return new Client({ endpoint, apiKey })
  }

  /** Ends a command that has nothing to show. */
  async done(message: string): Promise<ExitCode> {
    await this.printer.say(message)
    return exitCodes.ok
  }

  /** Prints and ends well; a path or pointer that selects nothing is a refusal, but costs nobody a secret. */
  async finish(result: Result, code: ExitCode = exitCodes.ok): Promise<ExitCode> {
    if (await this.printer.print(result)) return code
    if (result.isShownOnce === true) await this.printer.printWhole(result)
    await this.printer.fail(
      `--format: selects nothing in the result${result.isShownOnce === true ? ', which is printed whole for the secret in it' : ''}`,
    )
    return exitCodes.refused
  }
}
