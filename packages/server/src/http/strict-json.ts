import { isUtf8 } from 'node:buffer'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { JsonValue } from '@latchkey/core/key/json'
import { StrictJsonScanner } from './strict-json-scanner.ts'

/**
 * JSON (RFC 8259) with the ambiguities taken out, close to I-JSON (RFC 7493). Refused beyond what the grammar refuses:
 * duplicate member names, the names `__proto__`, `constructor` and `prototype`, more than 32 levels, integers outside the
 * safe range, numbers too large for a double, lone surrogates (they would not survive storage), more than 1,024 members in
 * one object or 200,000 values in all.
 * Throws `bad_request` naming the position; nothing of the text is repeated.
 */
export function parseStrictJson(text: string): JsonValue {
  if (!text.isWellFormed()) throw new DomainError('bad_request', { reason: 'body: not well-formed Unicode' })
  const hasEscapes = text.includes('\\')
  new StrictJsonScanner(text, { skipStrings: !hasEscapes }).scan()
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    // Control characters in strings, in a text without escapes: read it again for the position. The engine's own message
    // must not get out, for it repeats a piece of the text.
    new StrictJsonScanner(text, { skipStrings: false }).scan()
    throw new DomainError('bad_request', { reason: 'body: not JSON' })
  }
}

/** The same from bytes, which must be UTF-8 without a byte order mark (RFC 8259 §8.1). */
export function parseStrictJsonBytes(bytes: Uint8Array): JsonValue {
  if (!isUtf8(bytes)) throw new DomainError('bad_request', { reason: 'body: not UTF-8' })
  return parseStrictJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
}
