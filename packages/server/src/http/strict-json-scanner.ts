import { DomainError } from '@latchkey/core/errors/domain-error'

export const JSON_DEPTH_MAX = 32
/** A batch of 1,000 keys with 200 values each; bounds what a body of nothing but `{}` can take, in memory and in time. */
export const JSON_VALUES_MAX = 200_000
/** More than fit into the 4 KiB of any metadata or claims. */
export const JSON_MEMBERS_MAX = 1024

/** Below this many members comparing strings is cheaper than hashing them. */
const SMALL_OBJECT_MEMBERS = 8
/** Integers of so few digits are always safe. */
const SAFE_DIGITS = 15

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SIMPLE_ESCAPES: ReadonlySet<number> = new Set(Array.from('"\\/bfnrt', (character) => character.charCodeAt(0)))

/**
 * Checks a JSON text in one pass, building nothing. Recursion is bounded by the depth limit. With `skipStrings` the insides
 * of strings stay unread: only for a text without a backslash, whose control characters somebody else will find.
 */
export class StrictJsonScanner {
  readonly #text: string
  readonly #skipStrings: boolean
  #at = 0
  #depth = 0
  #values = 0

  constructor(text: string, { skipStrings }: { readonly skipStrings: boolean }) {
    this.#text = text
    this.#skipStrings = skipStrings
  }

  scan(): void {
    this.#skipSpace()
    this.#value()
    if (this.#at < this.#text.length) this.#fail('unexpected text after the value')
  }

  /** A value and the space behind it. */
  #value(): void {
    this.#values++
    if (this.#values > JSON_VALUES_MAX) this.#fail(`more than ${JSON_VALUES_MAX} values`)
    switch (this.#text.charCodeAt(this.#at)) {
      case QUOTE:
        this.#string()
        break
      case 0x7b:
        this.#object()
        break
      case 0x5b:
        this.#array()
        break
      case 0x74:
        this.#literal('true')
        break
      case 0x66:
        this.#literal('false')
        break
      case 0x6e:
        this.#literal('null')
        break
      default:
        this.#number()
    }
    this.#skipSpace()
  }

  #object(): void {
    this.#enter()
    const names = new MemberNames()
    if (!this.#takes(0x7d)) {
      do {
        this.#skipSpace()
        this.#member(names)
      } while (this.#takes(0x2c))
      if (!this.#takes(0x7d)) this.#fail('expected a comma or the end of the object')
    }
    this.#depth--
  }

  #member(names: MemberNames): void {
    const start = this.#at
    const name = this.#name()
    if (isForbidden(name)) this.#fail('member name not allowed', start)
    if (!names.add(name)) this.#fail('duplicate member name', start)
    if (names.count > JSON_MEMBERS_MAX) this.#fail(`more than ${JSON_MEMBERS_MAX} members`, start)
    this.#skipSpace()
    if (!this.#takes(0x3a)) this.#fail('expected a colon')
    this.#skipSpace()
    this.#value()
  }

  #array(): void {
    this.#enter()
    if (!this.#takes(0x5d)) {
      do {
        this.#skipSpace()
        this.#value()
      } while (this.#takes(0x2c))
      if (!this.#takes(0x5d)) this.#fail('expected a comma or the end of the array')
    }
    this.#depth--
  }

  #enter(): void {
    this.#depth++
    if (this.#depth > JSON_DEPTH_MAX) this.#fail(`nested deeper than ${JSON_DEPTH_MAX} levels`)
    this.#at++
    this.#skipSpace()
  }

  #name(): string {
    const start = this.#at
    const isLiteral = this.#string()
    const quoted = this.#text.slice(start, this.#at)
    return isLiteral ? quoted.slice(1, -1) : (JSON.parse(quoted) as string)
  }

  /** Steps over a string; whether it stands for itself, without escapes. */
  #string(): boolean {
    if (!this.#takes(QUOTE)) this.#fail('expected a string')
    if (!this.#skipStrings) return this.#readString()
    const end = this.#text.indexOf('"', this.#at)
    if (end === -1) this.#fail('the string has no end', this.#text.length)
    this.#at = end + 1
    return true
  }

  #readString(): boolean {
    let isLiteral = true
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === QUOTE) break
      if (code === BACKSLASH) {
        isLiteral = false
        this.#escape()
      } else if (code >= 0x20) this.#at++
      else this.#fail(Number.isNaN(code) ? 'the string has no end' : 'unescaped control character')
    }
    this.#at++
    return isLiteral
  }

  #escape(): void {
    const start = this.#at
    const code = this.#text.charCodeAt(start + 1)
    if (SIMPLE_ESCAPES.has(code)) {
      this.#at += 2
      return
    }
    const unit = this.#unicodeEscape()
    if (unit < 0xd800 || unit > 0xdfff) return
    const low = unit < 0xdc00 && this.#text.charCodeAt(this.#at) === BACKSLASH ? this.#unicodeEscape() : 0
    if (low < 0xdc00 || low > 0xdfff) this.#fail('lone surrogate', start)
  }

  #unicodeEscape(): number {
    const start = this.#at
    let unit = this.#text.charCodeAt(start + 1) === 0x75 ? 0 : -1
    for (let at = start + 2; at < start + 6 && unit >= 0; at++) {
      const digit = hexDigit(this.#text.charCodeAt(at))
      unit = digit < 0 ? -1 : unit * 16 + digit
    }
    if (unit < 0) this.#fail('unknown escape')
    this.#at += 6
    return unit
  }

  #number(): void {
    const start = this.#at
    if (this.#text.charCodeAt(start) === 0x2d) this.#at++
    const digits = this.#digits()
    if (digits === 0) this.#fail('expected a value', start)
    if (digits > 1 && this.#text.charCodeAt(this.#at - digits) === 0x30) this.#fail('a number may not start with 0', start)
    const isInteger = !this.#fractionAndExponent()
    if (isInteger && digits <= SAFE_DIGITS) return
    const value = Number(this.#text.slice(start, this.#at))
    if (isInteger && !Number.isSafeInteger(value)) this.#fail('integer outside of ±(2^53 - 1)', start)
    if (!Number.isFinite(value)) this.#fail('number too large', start)
  }

  /** Whether there was either. */
  #fractionAndExponent(): boolean {
    const start = this.#at
    if (this.#takes(0x2e) && this.#digits() === 0) this.#fail('expected a digit')
    if (this.#takes(0x65) || this.#takes(0x45)) {
      if (!this.#takes(0x2b)) this.#takes(0x2d)
      if (this.#digits() === 0) this.#fail('expected a digit')
    }
    return this.#at > start
  }

  /** How many there were. */
  #digits(): number {
    const start = this.#at
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (!(code >= 0x30 && code <= 0x39)) return this.#at - start
      this.#at++
    }
  }

  #literal(word: string): void {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('expected a value')
    this.#at += word.length
  }

  #takes(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }

  #fail(rule: string, position = this.#at): never {
    throw new DomainError('bad_request', {
      reason: `body: at position ${position}: ${rule}`,
      metadata: { position: String(position) },
    })
  }
}

/** -1 for anything else, the end of the text included. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1
}

/** Names that reach into the prototype chain of careless code. */
const isForbidden = (name: string): boolean => name === '__proto__' || name === 'constructor' || name === 'prototype'

/** The names of one object so far. */
class MemberNames {
  readonly #few: string[] = []
  #many: Set<string> | undefined

  get count(): number {
    return this.#many?.size ?? this.#few.length
  }

  /** Whether it is new. */
  add(name: string): boolean {
    if (this.#many !== undefined) {
      const before = this.#many.size
      return this.#many.add(name).size > before
    }
    if (this.#few.includes(name)) return false
    this.#few.push(name)
    if (this.#few.length > SMALL_OBJECT_MEMBERS) this.#many = new Set(this.#few)
    return true
  }
}
