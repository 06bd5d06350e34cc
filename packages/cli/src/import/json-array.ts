import { UsageError } from '../exit-code.ts'

/** The text of one element, not parsed yet. */
export interface JsonElement {
  readonly text: string
  /** Where it begins; the first line is 1. */
  readonly line: number
}

/**
 * Cuts the elements out of one large JSON array, piece by piece, without holding more than one. Throws `UsageError` with
 * the line when the document is not an array, is cut off, or has an element that is too long.
 */
export async function* splitJsonArray(
  pieces: AsyncIterable<string>,
  elementMaxCharacters: number,
): AsyncGenerator<JsonElement, void, undefined> {
  const splitter = new ArraySplitter(elementMaxCharacters)
  for await (const piece of pieces) yield* splitter.read(piece)
  splitter.finish()
}

type Place = 'before' | 'inside' | 'text' | 'escape' | 'after'

const WHITE_SPACE = new Set([' ', '\t', '\r', '\n'])

class ArraySplitter {
  readonly #elementMaxCharacters: number
  #place: Place = 'before'
  #depth = 0
  #element = ''
  #elementLine = 1
  #line = 1
  #hasElements = false

  constructor(elementMaxCharacters: number) {
    this.#elementMaxCharacters = elementMaxCharacters
  }

  *read(piece: string): Generator<JsonElement, void, undefined> {
    for (const character of piece) {
      if (character === '\n') this.#line += 1
      const element = this.#step(character)
      if (element !== undefined) yield element
    }
  }

  finish(): void {
    if (this.#place === 'before') throw this.#fault('a JSON array was expected')
    if (this.#place !== 'after') throw this.#fault('the JSON array is cut off')
  }

  #step(character: string): JsonElement | undefined {
    if (this.#place === 'inside') return this.#stepInside(character)
    if (this.#place === 'before' || this.#place === 'after') return this.#stepOutside(character)
    this.#keep(character)
    if (this.#place === 'escape') this.#place = 'text'
    else if (character === '\\') this.#place = 'escape'
    else if (character === '"') this.#place = 'inside'
    return undefined
  }

  #stepOutside(character: string): undefined {
    if (WHITE_SPACE.has(character)) return
    if (this.#place === 'after') throw this.#fault('text after the end of the JSON array')
    if (character !== '[') throw this.#fault('a JSON array was expected')
    this.#place = 'inside'
  }

  #stepInside(character: string): JsonElement | undefined {
    if (this.#depth === 0 && (character === ',' || character === ']')) return this.#endElement(character)
    if (this.#element === '' && WHITE_SPACE.has(character)) return undefined
    this.#keep(character)
    if (character === '"') this.#place = 'text'
    if (character === '{' || character === '[') this.#depth += 1
    if (character === '}' || character === ']') this.#depth -= 1
    return undefined
  }

  #endElement(character: string): JsonElement | undefined {
    const isEmptyArray = character === ']' && !this.#hasElements
    if (character === ']') this.#place = 'after'
    if (this.#element === '' && isEmptyArray) return undefined
    if (this.#element === '') throw this.#fault('an element is missing before or after a comma')
    const element = { text: this.#element, line: this.#elementLine }
    this.#element = ''
    this.#hasElements = true
    return element
  }

  #keep(character: string): void {
    if (this.#element === '') this.#elementLine = this.#line
    this.#element += character
    if (this.#element.length > this.#elementMaxCharacters) throw this.#fault('an element is too long; is a bracket missing?')
  }

  #fault(what: string): UsageError {
    return new UsageError(`line ${this.#line}: ${what}`)
  }
}
