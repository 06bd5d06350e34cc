import type { SigningKey } from '../project/project.ts'
import {
  claimsHold,
  claimsTooLong,
  type DerivedTokenClaims,
  readDerivedTokenClaims,
  type TokenExpectations,
} from './derived-token-claims.ts'
import { isSignedBy, parseCompactJws, parseJsonBytes, signCompactJws } from './jwt-signature.ts'

export interface JwtExpectations extends TokenExpectations {
  /** Every key whose tokens verify. */
  readonly signingKeys: readonly SigningKey[]
}

/** Longest token we look at, in characters. */
const TOKEN_MAX_LENGTH = 16 * 1024

/**
 * A JWT (RFC 7519) with the header `alg`, `kid`, `typ: "JWT"`, in this order and spelling. Throws `bad_request` when the claims
 * make it longer than `verifyJwt` reads.
 */
export function signJwt(claims: DerivedTokenClaims, signingKey: SigningKey): string {
  const text = signCompactJws(claims, signingKey)
  if (text.length > TOKEN_MAX_LENGTH) throw claimsTooLong(TOKEN_MAX_LENGTH)
  return text
}

/**
 * The claims of a token that we signed for this project and that is good now; `undefined` for every other text. Another
 * clock may date a token up to 60 s ahead of ours (`nbf`, `iat`); `exp` gets no grace.
 */
export function verifyJwt(text: string, { signingKeys, ...expectations }: JwtExpectations): DerivedTokenClaims | undefined {
  if (text.length > TOKEN_MAX_LENGTH) return undefined
  const jws = parseCompactJws(text)
  if (jws?.header['typ'] !== 'JWT') return undefined
  const signingKey = signingKeys.find(({ kid }) => kid === jws.header['kid'])
  if (signingKey === undefined || !isSignedBy(jws, signingKey)) return undefined
  const json = parseJsonBytes(jws.payload)
  const claims = json && readDerivedTokenClaims(json, 'jwt')
  return claims !== undefined && claimsHold(claims, expectations) ? claims : undefined
}
