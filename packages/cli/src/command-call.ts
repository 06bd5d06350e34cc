import type { ControlPlane, Latchkey } from '@latchkey/sdk'
import {
  apiKeyKindOf,
  givenApiKey,
  isUnencryptedRemote,
  knownProjectApiKey,
  knownWorkspaceApiKey,
  projectEndpoint,
  projectInUse,
  type Server,
  serverAddress,
  serverOf,
} from './connection.ts'
import { type ExitCode, exitCodes, UsageError } from './exit-code.ts'
import { isReadableByOthers, loginFile, readLogin, type StoredLogin } from './login/stored-login.ts'
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

  #server: Server | undefined
  #givenApiKey: Promise<string | undefined> | undefined

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

  /** The id that names a key. */
  keyId(): string {
    return this.notCredential(0, 'key-id', '`latchkey keys verify` shows the id')
  }

  /** An id. A credential in its place would end up in the address of the call, and so in logs. */
  notCredential(index: number, name: string, hint = 'the list shows the id'): string {
    const id = this.word(index, name)
    if (/_v1_|^eyJ|^ory_(pat|wak)_/.test(id)) {
      throw new UsageError(`${name}: this is a credential, not the id of a key; nothing was sent. ${hint}`)
    }
    return id
  }

  /** What is stored, for whichever server. */
  get storedLogin(): StoredLogin | undefined {
    const file = loginFile(this.terminal)
    return file === undefined ? undefined : readLogin(file)
  }

  /** The server that is meant, with what is stored for it. */
  get server(): Server {
    this.#server ??= serverOf(this.options, this.terminal, this.storedLogin)
    return this.#server
  }

  /** Address of the project. */
  get endpoint(): string {
    return projectEndpoint(this.options, this.server)
  }

  /** Id or slug of the project that is meant when a command does not name one. */
  get project(): string | undefined {
    return projectInUse(this.options, this.server)
  }

  /** The caller's own project API key. */
  async apiKey(): Promise<string | undefined> {
    return (await this.givenApiKey()) ?? knownProjectApiKey(this.options, this.terminal, this.server)
  }

  /** The caller's own workspace API key. */
  async workspaceApiKey(): Promise<string | undefined> {
    const given = await this.givenApiKey()
    if (given !== undefined && apiKeyKindOf(given) === 'workspace') return given
    return knownWorkspaceApiKey(this.terminal, this.server)
  }

  /** A client for the project; loads the SDK only now, so that help stays instant. */
  async client(): Promise<Latchkey> {
    const { Latchkey: Client } = await import('@latchkey/sdk/client')
    return new Client(await this.#connect(this.endpoint, await this.apiKey()))
  }

  /** A client for the server's workspaces and projects. */
  async controlPlane(apiKey?: string): Promise<ControlPlane> {
    const { ControlPlane: Client } = await import('@latchkey/sdk/client')
    return new Client(await this.#connect(serverAddress(this.server), apiKey ?? (await this.workspaceApiKey())))
  }

  /** Both together, after a warning when others could read the key here or on its way. */
  async #connect(endpoint: string, apiKey: string | undefined): Promise<{ endpoint: string; apiKey: string | undefined }> {
    const file = loginFile(this.terminal)
    if (this.server.login !== undefined && file !== undefined && isReadableByOthers(file)) {
      await this.printer.warn(`Others on this machine can read the stored login: chmod 600 ${file}`)
    }
    if (apiKey !== undefined && isUnencryptedRemote(endpoint)) {
      await this.printer.warn(`The API key travels unencrypted to ${endpoint}; use https`)
    }
    return { endpoint, apiKey }
  }

  /** The key of `--api-key-file`; read once: standard input has it only once. */
  givenApiKey(): Promise<string | undefined> {
    this.#givenApiKey ??= givenApiKey(this.options, this.terminal)
    return this.#givenApiKey
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
