import { UsageError } from '../exit-code.ts'
import { type JsonPath, parseJsonPath } from './json-path.ts'
import { type JsonPointer, parseJsonPointer } from './json-pointer.ts'

export type OutputFormat =
  | { readonly kind: 'table' | 'json' | 'json-pretty' | 'yaml' }
  | { readonly kind: 'jsonpath'; readonly path: JsonPath }
  | { readonly kind: 'jsonpointer'; readonly pointer: JsonPointer }

/** Read before anything is sent: a secret that is shown once must not be lost to a typing error in the format. */
export function parseOutputFormat(text: string): OutputFormat {
  if (text === 'table' || text === 'json' || text === 'json-pretty' || text === 'yaml') return { kind: text }
  const [kind, expression] = splitOnce(text, '=')
  if (kind === 'jsonpath' && expression !== undefined) return { kind, path: parseJsonPath(expression) }
  if (kind === 'jsonpointer' && expression !== undefined) return { kind, pointer: parseJsonPointer(expression) }
  throw new UsageError('--format: must be table, json, json-pretty, yaml, jsonpath=<path> or jsonpointer=<pointer>')
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}
