import { UsageError } from '../exit-code.ts'

/** Unescaped reference tokens of a JSON Pointer (RFC 6901). */
export type JsonPointer = readonly string[]

export function parseJsonPointer(text: string): JsonPointer {
  if (text === '') return []
  if (!text.startsWith('/')) throw new UsageError('--format jsonpointer: must be empty or begin with /')
  if (/~(?![01])/.test(text)) throw new UsageError('--format jsonpointer: ~ must be followed by 0 or 1')
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** `undefined` when it points to nothing. */
export function evaluateJsonPointer(pointer: JsonPointer, document: unknown): unknown {
  return pointer.reduce<unknown>((value, token) => {
    if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined
    const isMember = typeof value === 'object' && value !== null && Object.hasOwn(value, token)
    return isMember ? (value as Readonly<Record<string, unknown>>)[token] : undefined
  }, document)
}
