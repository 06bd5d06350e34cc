import { Type } from 'typebox'
import { cappedFreeObject, credentialInput, durationInput, freeObject, namedValues, scopesInput, time } from './fields.ts'

export const TokenAlgorithm = namedValues(['TOKEN_ALGORITHM_UNSPECIFIED', 'TOKEN_ALGORITHM_JWT', 'TOKEN_ALGORITHM_MACAROON'], {
  title: 'TokenAlgorithm',
  description:
    'JWT: anybody can check it offline with the JWKS. MACAROON: its holder can narrow it offline. Unspecified means JWT.',
})
export type TokenAlgorithm = Type.Static<typeof TokenAlgorithm>

export const DeriveTokenRequest = Type.Object(
  {
    credential: credentialInput('The key to derive from: issued or imported.'),
    algorithm: Type.Optional(TokenAlgorithm),
    ttl: Type.Optional(durationInput('How long the token lives, never longer than its parent: `15m`, `1h`, `900s`.')),
    scopes: Type.Optional(scopesInput('A part of the scopes of the parent. Left out: all of them.')),
    custom_claims: Type.Optional(
      cappedFreeObject({
        description: 'Further claims, at most 4 KiB of JSON; names that the server writes itself are dropped.',
      }),
    ),
  },
  { title: 'DeriveTokenRequest', description: 'A short-lived token in place of a key.' },
)
export type DeriveTokenRequest = Type.Static<typeof DeriveTokenRequest>

export const Token = Type.Object(
  {
    token: Type.String({ description: 'The token itself: a compact JWS (RFC 7515), or a macaroon behind its prefix.' }),
    expire_time: time('From when on the token is no longer valid; RFC 3339, UTC.'),
    scopes: Type.Array(Type.String(), { description: 'What the token may do.' }),
    claims: freeObject({ description: 'What the token says, decoded.' }),
  },
  { title: 'Token', description: 'A derived token.' },
)
export type Token = Type.Static<typeof Token>

export const DeriveTokenResponse = Type.Object(
  { token: Token },
  { title: 'DeriveTokenResponse', description: 'The derived token, shown this once.' },
)
export type DeriveTokenResponse = Type.Static<typeof DeriveTokenResponse>

const publicMember = (description: string) => Type.Optional(Type.String({ description }))

export const PublicJwk = Type.Object(
  {
    kty: Type.String({ description: 'Key type: OKP or RSA.' }),
    kid: Type.String({ description: 'Key id, as in the header of a token.' }),
    alg: publicMember('EdDSA or RS256.'),
    use: publicMember('Always `sig`.'),
    crv: publicMember('Curve of an OKP or EC key.'),
    x: publicMember('Public point of an OKP or EC key, base64url.'),
    y: publicMember('Second coordinate of an EC key, base64url.'),
    n: publicMember('Modulus of an RSA key, base64url.'),
    e: publicMember('Exponent of an RSA key, base64url.'),
  },
  { title: 'PublicJwk', description: 'The public half of a signing key (RFC 7517, RFC 8037). Never has private members.' },
)
export type PublicJwk = Type.Static<typeof PublicJwk>

export const Jwks = Type.Object(
  { keys: Type.Array(PublicJwk, { description: 'Current and retired keys.' }) },
  { title: 'Jwks', description: 'A JSON Web Key Set (RFC 7517 §5).' },
)
export type Jwks = Type.Static<typeof Jwks>

export const GetJWKSResponse = Type.Object(
  { keys: Type.Array(PublicJwk, { description: 'As every JOSE library expects it.' }), jwks: Jwks },
  {
    title: 'GetJWKSResponse',
    description: 'The same key set twice: at the top for JOSE libraries, under `jwks` for clients of the compatible API.',
  },
)
export type GetJWKSResponse = Type.Static<typeof GetJWKSResponse>
