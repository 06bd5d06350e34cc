import type { Terminal } from '../terminal.ts'
import { usesColour, write } from '../terminal.ts'
import { evaluateJsonPath } from './json-path.ts'
import { evaluateJsonPointer } from './json-pointer.ts'
import type { OutputFormat } from './output-format.ts'
import { type FieldList, printable, renderFields, renderTable, styled, type Table } from './table.ts'

/** One result in the shapes that the formats need. */
export interface Result {
  /** As the API answered it: what the machine-readable formats print. */
  readonly data: unknown
  /** A text is printed as it is. */
  readonly human: Table | FieldList | string
  /** What remains under `--quiet`: ids, or the secret where one was made. */
  readonly quiet: readonly string[]
  /** Holds a secret that cannot be shown again, and therefore must not get lost. */
  readonly isShownOnce?: boolean
}

/** Results to standard output in the format asked for, messages to standard error. */
export class Printer {
  readonly #terminal: Terminal
  readonly #format: OutputFormat
  readonly #quiet: boolean

  constructor(terminal: Terminal, format: OutputFormat, quiet: boolean) {
    this.#terminal = terminal
    this.#format = format
    this.#quiet = quiet
  }

  get isForPeople(): boolean {
    return this.#format.kind === 'table'
  }

  /** False when a path or pointer selected nothing. */
  async print(result: Result): Promise<boolean> {
    const text = this.#quiet ? result.quiet.map((line) => `${line}\n`).join('') : await this.#render(result)
    if (text === undefined) return false
    await write(this.#terminal.stdout, text)
    return true
  }

  /** All of it, whatever format was asked for. */
  async printWhole({ data }: Result): Promise<void> {
    await write(this.#terminal.stdout, `${JSON.stringify(data)}\n`)
  }

  /** A remark for people; `--quiet` leaves it out. */
  async say(message: string): Promise<void> {
    if (!this.#quiet) await write(this.#terminal.stderr, `${printable(message)}\n`)
  }

  async warn(message: string): Promise<void> {
    await this.#complain('yellow', 'warning', message)
  }

  /** The lines after the first are its particulars. */
  async fail(...lines: readonly string[]): Promise<void> {
    await this.#complain('red', 'error', ...lines)
  }

  async #complain(style: 'red' | 'yellow', word: string, ...lines: readonly string[]): Promise<void> {
    const colour = usesColour(this.#terminal.stderr, this.#terminal.environment)
    await write(this.#terminal.stderr, `${colour ? styled(style, word) : word}: ${lines.map(printable).join('\n')}\n`)
  }

  async #render(result: Result): Promise<string | undefined> {
    const format = this.#format
    switch (format.kind) {
      case 'json':
        return `${JSON.stringify(result.data)}\n`
      case 'json-pretty':
        return `${JSON.stringify(result.data, null, 2)}\n`
      case 'yaml':
        return (await import('yaml')).stringify(result.data)
      case 'jsonpath':
        return lines(evaluateJsonPath(format.path, result.data))
      case 'jsonpointer':
        return lines([evaluateJsonPointer(format.pointer, result.data)].filter((found) => found !== undefined))
      case 'table':
        return this.#renderForPeople(result.human)
    }
  }

  #renderForPeople(human: Result['human']): string {
    if (typeof human === 'string') return `${human}\n`
    const colour = usesColour(this.#terminal.stdout, this.#terminal.environment)
    return isTable(human) ? renderTable(human, colour) : renderFields(human, colour)
  }
}

const isTable = (human: Table | FieldList): human is Table => 'columns' in human

/** Texts bare, so that they fit into a shell variable; everything else as JSON. */
function lines(values: readonly unknown[]): string | undefined {
  if (values.length === 0) return undefined
  return values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('')
}
