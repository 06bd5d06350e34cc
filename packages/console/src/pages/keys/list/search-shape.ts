import { readIssuedKey } from '../../../key-text/issued-key.ts'
import { looksSecret } from '../../../key-text/looks-secret.ts'

/** What somebody typed or pasted into the search field, by its shape alone. */
export type SearchShape =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'key'; readonly keyId: string; readonly secret: boolean }
  /** Looks like a credential that does not tell its id. It must go nowhere. */
  | { readonly kind: 'unknown_secret' }
  | { readonly kind: 'actor'; readonly actor: string }
  | { readonly kind: 'name'; readonly prefix: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function searchShape(typed: string): SearchShape {
  const text = typed.trim()
  if (text === '') return { kind: 'nothing' }
  const issued = readIssuedKey(text)
  if (issued !== undefined) return { kind: 'key', keyId: issued.keyId, secret: true }
  if (UUID.test(text)) return { kind: 'key', keyId: text.toLowerCase(), secret: false }
  if (text.startsWith('actor:')) return { kind: 'actor', actor: text.slice('actor:'.length).trim() }
  return looksSecret(text) ? { kind: 'unknown_secret' } : { kind: 'name', prefix: text }
}
