import type { JsonValue } from '@latchkey/core/key/json'

/** How a value is written in a file; `environment.ts` says how in a variable. */
export type ConfigValueType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  /** A Go duration (`90s`, `1h30m`); milliseconds once read. */
  | 'duration'
  | 'enum'
  | 'list of strings'
  /** Replaced values that still count: strings, or objects of `value` and `expires_at`. */
  | 'list of retired values'
  | 'list of plans'
  | 'list of networks'

/** A read value: durations are milliseconds, lists are checked item by item. */
export type ConfigValue = JsonValue

/** One setting. Validation, the names of environment variables and the reference page all come from these. */
export interface ConfigEntry {
  /** Dotted path in the file. */
  readonly path: string
  readonly type: ConfigValueType
  /** As it would be written in a file; absent where leaving it out means something of its own, said in the description. */
  readonly default?: JsonValue
  /** What a number counts. */
  readonly unit?: string
  /** Whether a running server takes a new value over. */
  readonly reload: 'live' | 'restart'
  /** The value is never repeated in messages and travels as `Secret`. */
  readonly secret?: true
  /** Accepted, so that a Talos file starts unchanged, but this version does nothing with it. */
  readonly unused?: true
  /** Values of an `enum`. */
  readonly values?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  /** What is wrong with a value of the right type, as the end of a sentence that begins with the path. Never quotes it. */
  readonly rule?: (value: ConfigValue) => string | undefined
  readonly description: string
}

/** A rule for text, usable for single values and for each text of a list. */
export const textRule =
  (rule: (text: string) => string | undefined) =>
  (value: ConfigValue): string | undefined =>
    typeof value === 'string' ? rule(value) : undefined

export const durationRule =
  (rule: (ms: number) => string | undefined) =>
  (value: ConfigValue): string | undefined =>
    typeof value === 'number' ? rule(value) : undefined
