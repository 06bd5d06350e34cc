import { type ParsedIssuedKey, parseIssuedKey } from './issued-key.ts'

/** Which kind of credential a text is, by shape alone; says nothing about whether it is good. */
export type ClassifiedCredential =
  | { readonly kind: 'jwt' }
  /** `prefix` is the configured one that matched. */
  | { readonly kind: 'macaroon'; readonly prefix: string }
  | { readonly kind: 'issued_key'; readonly parsed: ParsedIssuedKey }
  | { readonly kind: 'imported_key' }

/** Base64url of `{"` and three parts, any of which may be empty: an unsigned token is still a token. */
const JWT_SHAPE = /^eyJ[^.]*\.[^.]*\.[^.]*$/

/**
 * First match wins: JWT, macaroon, issued key; anything else is an imported key. Of several macaroon prefixes the longest
 * that fits is meant, so that the answer does not hang on their order.
 */
export function classifyCredential(text: string, macaroonPrefixes: readonly string[]): ClassifiedCredential {
  if (JWT_SHAPE.test(text)) return { kind: 'jwt' }
  const prefix = longestOf(macaroonPrefixes.filter((candidate) => text.startsWith(`${candidate}_v1_`)))
  if (prefix !== undefined) return { kind: 'macaroon', prefix }
  const parsed = parseIssuedKey(text)
  return parsed === undefined ? { kind: 'imported_key' } : { kind: 'issued_key', parsed }
}

const longestOf = (texts: readonly string[]): string | undefined =>
  texts.reduce<string | undefined>((best, text) => (best === undefined || text.length > best.length ? text : best), undefined)
