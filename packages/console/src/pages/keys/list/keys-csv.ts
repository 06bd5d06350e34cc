import type { ListedKey } from '../key-queries.ts'

const fields = [
  'key_id',
  'name',
  'actor_id',
  'scopes',
  'status',
  'visibility',
  'create_time',
  'update_time',
  'expire_time',
  'last_used_time',
  'metadata',
] as const satisfies readonly (keyof ListedKey)[]

/** What is known about the keys, one line each (RFC 4180). No key is among it: nobody has them. */
export const keysCsv = (keys: readonly ListedKey[]): string =>
  [fields.join(','), ...keys.map((key) => fields.map((field) => cellOf(key[field])).join(','))].join('\r\n').concat('\r\n')

function cellOf(value: ListedKey[(typeof fields)[number]]): string {
  if (value === null) return ''
  if (Array.isArray(value)) return quoted(value.join(' '))
  return quoted(typeof value === 'object' ? JSON.stringify(value) : value)
}

/** Spreadsheets run what begins like a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands a file to the person; it never was anywhere else. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
