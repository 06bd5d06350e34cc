import { timingSafeEqual } from 'node:crypto'

/**
 * Compares secrets without telling through time where they differ; only the length may show. Texts are compared as UTF-8.
 * A text with a lone surrogate equals nothing, since UTF-8 would fold all of those into one character.
 */
export function equalInConstantTime(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const left = bytesOf(a)
  const right = bytesOf(b)
  return left !== undefined && right !== undefined && left.byteLength === right.byteLength && timingSafeEqual(left, right)
}

function bytesOf(value: string | Uint8Array): Uint8Array | undefined {
  if (typeof value !== 'string') return value
  return value.isWellFormed() ? Buffer.from(value, 'utf8') : undefined
}
