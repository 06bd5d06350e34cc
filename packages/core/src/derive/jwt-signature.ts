import { isUtf8 } from 'node:buffer'
import { sign, verify } from 'node:crypto'
import type { JsonObject } from '../key/json.ts'
import type { SigningKey } from '../project/project.ts'
import { parseTokenJson } from './jwt-json.ts'

/** A compact JWS (RFC 7515 §7.1) taken apart; nothing in it is proved yet. */
export interface CompactJws {
  readonly header: JsonObject
  readonly payload: Buffer
  readonly signedBytes: Buffer
  readonly signature: Buffer
}

const knownHeaderNames: ReadonlySet<string> = new Set(['alg', 'kid', 'typ'])

/** EdDSA with Ed25519 (RFC 8037 §3.1) or RS256 (RFC 7518 §3.3), by the key's type. */
export function signCompactJws(payload: JsonObject, signingKey: SigningKey): string {
  const header = { alg: signingKey.algorithm, kid: signingKey.kid, typ: 'JWT' }
  const signedText = `${encodeJson(header)}.${encodeJson(payload)}`
  const signature = sign(digestOf(signingKey), Buffer.from(signedText, 'latin1'), signingKey.privateKey)
  return `${signedText}.${signature.toString('base64url')}`
}

/**
 * Only the one spelling of a JWS passes, so that one token is one text, and no header member beyond `alg`, `kid` and `typ`:
 * what we do not know could change what the token means (`crit`, `b64`) or where its key comes from (`jwk`, `jku`, `x5c`).
 */
export function parseCompactJws(text: string): CompactJws | undefined {
  const [headerText, payloadText, signatureText, ...more] = text.split('.', 4)
  if (headerText === undefined || payloadText === undefined || signatureText === undefined || more.length > 0) return undefined
  const headerBytes = decodeBase64url(headerText)
  const header = headerBytes && parseJsonBytes(headerBytes)
  const payload = decodeBase64url(payloadText)
  const signature = decodeBase64url(signatureText)
  if (header === undefined || payload === undefined || signature === undefined) return undefined
  if (!Object.keys(header).every((name) => knownHeaderNames.has(name))) return undefined
  return { header, payload, signedBytes: Buffer.from(`${headerText}.${payloadText}`, 'latin1'), signature }
}

/** The algorithm is the key's own (RFC 8725 §3.1); the header can only agree with it. */
export function isSignedBy({ header, signedBytes, signature }: CompactJws, signingKey: SigningKey): boolean {
  return header['alg'] === signingKey.algorithm && verify(digestOf(signingKey), signedBytes, signingKey.publicKey, signature)
}

/** A JSON object in well-formed UTF-8; see `parseTokenJson` for what else it must be. */
export const parseJsonBytes = (bytes: Uint8Array): JsonObject | undefined =>
  isUtf8(bytes) ? parseTokenJson(Buffer.from(bytes).toString('utf8')) : undefined

/** Ed25519 hashes by itself. */
const digestOf = ({ algorithm }: SigningKey): 'sha256' | null => (algorithm === 'RS256' ? 'sha256' : null)

const encodeJson = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Only the spelling that encoding gives: no padding, no other alphabet, no spare bits (RFC 4648 §3.5, §5). */
function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
