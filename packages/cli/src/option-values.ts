import { UsageError } from './exit-code.ts'

/** A JSON object out of an option: passed on as it is. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The options of one call, by their camel-case name, read with a type. */
export class OptionValues {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values
  }

  isSet(name: string): boolean {
    return this.#values[name] !== undefined
  }

  flag(name: string): boolean {
    return this.#values[name] === true
  }

  /** `--no-cache` was given: commander keeps it as `cache` being false. */
  isFalse(name: string): boolean {
    return this.#values[name] === false
  }

  text(name: string): string | undefined {
    const value = this.#values[name]
    return typeof value === 'string' ? value : undefined
  }

  /** A whole number ≥ 0. */
  integer(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${flagOf(name)}: must be a whole number`)
    return Number(text)
  }

  /** Comma-separated; an empty text is an empty list. */
  list(name: string): readonly string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }

  /** Every value of an option that may be repeated. */
  all(name: string): readonly string[] {
    const value = this.#values[name]
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  }

  json(name: string): JsonObject | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : parseJsonObject(text, flagOf(name))
  }
}

/** `rateLimitQuota` → `--rate-limit-quota` */
const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function parseJsonObject(text: string, flag: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`${flag}: must be JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`${flag}: must be a JSON object`)
  return value as JsonObject
}
