import { isUtf8 } from 'node:buffer'
import { sign, verify } from 'node:crypto'
import type { SigningKey } from '../project/project.ts'
import { claimsHold, type DerivedTokenClaims, readDerivedTokenClaims, type TokenExpectations } from './derived-token-claims.ts'
import { parseTokenJson } from './jwt-json.ts'

export interface JwtExpectations extends TokenExpectations {
  /** Every key whose tokens verify. */
  readonly signingKeys: readonly SigningKey[]
}

/** Longest token we look at, in characters. */
const TOKEN_MAX_LENGTH = 16 * 1024
const headerNames: ReadonlySet<string> = new Set(['alg', 'kid', 'typ'])

/** Compact JWS (RFC 7515 §7.1) with the header `alg`, `kid`, `typ`: EdDSA (RFC 8037) or RS256 (RFC 7518 §3.3). */
export function signJwt(claims: DerivedTokenClaims, signingKey: SigningKey): string {
  const header = { alg: signingKey.algorithm, kid: signingKey.kid, typ: 'JWT' }
  const signedText = `${encodeJson(header)}.${encodeJson(claims)}`
  const signature = sign(digestOf(signingKey), Buffer.from(signedText, 'latin1'), signingKey.privateKey)
  return `${signedText}.${signature.toString('base64url')}`
}

/**
 * The claims of a token that we signed for this project and that is good now; `undefined` for every other text.
 *
 * After RFC 8725: the algorithm is the key's own and the header only confirms it; a header member beyond `alg`, `kid` and
 * `typ` (`crit`, `jwk`, `jku`, `x5c` …) refuses the token; every part has one spelling, so that one token is one text.
 * Another clock may date a token up to 60 s ahead of ours (`nbf`, `iat`); `exp` gets no grace.
 */
export function verifyJwt(text: string, expectations: JwtExpectations): DerivedTokenClaims | undefined {
  if (text.length > TOKEN_MAX_LENGTH) return undefined
  const [header, payload, signature, ...more] = text.split('.', 4)
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined
  const signingKey = signingKeyNamedBy(header, expectations.signingKeys)
  const signatureBytes = decodeBase64url(signature)
  if (signingKey === undefined || signatureBytes === undefined) return undefined
  const signedBytes = Buffer.from(`${header}.${payload}`, 'latin1')
  if (!verify(digestOf(signingKey), signedBytes, signingKey.publicKey, signatureBytes)) return undefined
  const json = decodeJson(payload)
  const claims = json === undefined ? undefined : readDerivedTokenClaims(json, 'jwt')
  return claims !== undefined && claimsHold(claims, expectations) ? claims : undefined
}

function signingKeyNamedBy(header: string, signingKeys: readonly SigningKey[]): SigningKey | undefined {
  const json = decodeJson(header)
  if (json === undefined || !Object.keys(json).every((name) => headerNames.has(name))) return undefined
  if (json['typ'] !== 'JWT') return undefined
  return signingKeys.find(({ kid, algorithm }) => kid === json['kid'] && algorithm === json['alg'])
}

/** Ed25519 hashes by itself. */
const digestOf = ({ algorithm }: SigningKey): 'sha256' | null => (algorithm === 'RS256' ? 'sha256' : null)

const encodeJson = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function decodeJson(part: string): ReturnType<typeof parseTokenJson> {
  const bytes = decodeBase64url(part)
  return bytes !== undefined && isUtf8(bytes) ? parseTokenJson(bytes.toString('utf8')) : undefined
}

/** Only the spelling that encoding gives: no padding, no other alphabet, no spare bits (RFC 4648 §3.5, §5). */
function decodeBase64url(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}
