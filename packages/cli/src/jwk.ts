import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { UsageError } from './exit-code.ts'

/** A JSON Web Key (RFC 7517). */
export type Jwk = Readonly<Record<string, string>>

export interface GeneratedKey {
  readonly private: Jwk
  /** `undefined` for a symmetric key, which has no public half. */
  readonly public: Jwk | undefined
}

/** Members that make the thumbprint, in lexical order (RFC 7638 §3.2). */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  oct: ['k', 'kty'],
}

const EC_CURVES: Readonly<Record<string, { readonly namedCurve: string; readonly algorithm: string }>> = {
  'P-256': { namedCurve: 'P-256', algorithm: 'ES256' },
  'P-384': { namedCurve: 'P-384', algorithm: 'ES384' },
  'P-521': { namedCurve: 'P-521', algorithm: 'ES512' },
}

export interface KeyLabels {
  /** Default: the thumbprint of the key. */
  readonly kid: string | undefined
  readonly use: string
}

/** Ed25519, the default for derived tokens. */
export const generateEddsa = (labels: KeyLabels): GeneratedKey => pairOf(generateKeyPairSync('ed25519'), 'EdDSA', labels)

export function generateRsa(bits: number, algorithm: string, labels: KeyLabels): GeneratedKey {
  if (bits < 2048 || bits > 8192) throw new UsageError('--bits: must be between 2048 and 8192')
  return pairOf(generateKeyPairSync('rsa', { modulusLength: bits }), algorithm, labels)
}

export function generateEcdsa(curve: string, labels: KeyLabels): GeneratedKey {
  const known = EC_CURVES[curve]
  if (known === undefined) throw new UsageError(`--curve: must be one of ${Object.keys(EC_CURVES).join(', ')}`)
  return pairOf(generateKeyPairSync('ec', { namedCurve: known.namedCurve }), known.algorithm, labels)
}

export function generateHmac(bits: number, algorithm: string, labels: KeyLabels): GeneratedKey {
  if (bits < 256 || bits > 4096 || bits % 8 !== 0) throw new UsageError('--bits: must be between 256 and 4096, and whole bytes')
  const bare = { kty: 'oct', k: randomBytes(bits / 8).toString('base64url') }
  // The thumbprint of a symmetric key is a digest of the secret: a random id gives nothing away (RFC 7638 §7).
  const kid = labels.kid ?? randomBytes(16).toString('base64url')
  return { private: { ...bare, alg: algorithm, use: labels.use, kid }, public: undefined }
}

/** RFC 7638, SHA-256. */
export function thumbprint(jwk: Jwk): string {
  const members = THUMBPRINT_MEMBERS[jwk['kty'] ?? ''] ?? []
  const canonical = JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(canonical).digest('base64url')
}

function pairOf(pair: { privateKey: KeyObject; publicKey: KeyObject }, algorithm: string, labels: KeyLabels): GeneratedKey {
  const bare = pair.publicKey.export({ format: 'jwk' }) as Jwk
  const shared = { alg: algorithm, use: labels.use, kid: labels.kid ?? thumbprint(bare) }
  return { private: { ...(pair.privateKey.export({ format: 'jwk' }) as Jwk), ...shared }, public: { ...bare, ...shared } }
}
