import { type ReadIssuedKey, readIssuedKey } from './issued-key.ts'
import { type JwtReading, readJwt } from './jwt.ts'
import { type MacaroonReading, readMacaroon } from './macaroon.ts'

/** What a pasted text is by its shape; says nothing about whether it is good. */
export type CredentialReading =
  | ({ readonly kind: 'jwt' } & JwtReading)
  | ({ readonly kind: 'macaroon' } & MacaroonReading)
  | ({ readonly kind: 'issued_key' } & ReadIssuedKey)
  /** A key of this product for programs, which no customer presents. */
  | { readonly kind: 'access_key' }
  | { readonly kind: 'unknown' }

/** In the order in which the server tells them apart; blanks around it, as people paste it, are no part of it. */
export function readCredential(pasted: string): CredentialReading {
  const text = pasted.trim()
  const jwt = readJwt(text)
  if (jwt !== undefined) return { kind: 'jwt', ...jwt }
  const macaroon = readMacaroon(text)
  if (macaroon !== undefined) return { kind: 'macaroon', ...macaroon }
  const issued = readIssuedKey(text)
  if (issued !== undefined) return { kind: 'issued_key', ...issued }
  return /^ory_(?:pat|wak)_/.test(text) ? { kind: 'access_key' } : { kind: 'unknown' }
}
