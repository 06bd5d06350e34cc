import { decodeBase64Url, type JsonObject, jsonObjectOf } from './base64url.ts'

/** What a JSON Web Token says of itself (RFC 7519); nothing here has been verified. */
export interface JwtReading {
  readonly header: JsonObject
  readonly claims: JsonObject
}

/** Reads a compact JWS without asking anybody. */
export function readJwt(text: string): JwtReading | undefined {
  const parts = text.split('.')
  if (parts.length !== 3 || !text.startsWith('eyJ')) return undefined
  const header = jsonObjectOf(decodeBase64Url(parts[0] ?? ''))
  const claims = jsonObjectOf(decodeBase64Url(parts[1] ?? ''))
  return header === undefined || claims === undefined ? undefined : { header, claims }
}
