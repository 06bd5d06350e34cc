import type { CommandCall } from './command-call.ts'
import type { ExitCode } from './exit-code.ts'

export interface OptionDefinition {
  /** As commander reads it: `-o, --output <file>`. */
  readonly flags: string
  readonly summary: string
  readonly choices?: readonly string[]
  readonly default?: string
  /** May be given several times. */
  readonly repeatable?: boolean
}

export interface ArgumentDefinition {
  readonly name: string
  readonly summary: string
  readonly optional?: boolean
  readonly variadic?: boolean
  readonly choices?: readonly string[]
}

export interface CommandDefinition {
  /** The words typed; equal to the folders. */
  readonly path: readonly string[]
  readonly summary: string
  /** What the summary leaves out. */
  readonly description?: string
  readonly arguments?: readonly ArgumentDefinition[]
  readonly options?: readonly OptionDefinition[]
  /** Command lines without the leading `$`. Never with a secret in them. */
  readonly examples?: readonly string[]
}

/** One command: what it looks like, and what it does. */
export interface CommandModule {
  readonly definition: CommandDefinition
  readonly run: (call: CommandCall) => Promise<ExitCode>
}
