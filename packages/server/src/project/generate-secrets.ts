import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import type { JsonObject } from '@latchkey/core/key/json'
import type { GeneratedSecrets } from '@latchkey/core/project/create-project'

/** 384 bits: 64 characters of base64url. */
const HMAC_SECRET_BYTES = 48

/** Text that keys the checksums of a project's API keys. */
export const generateHmacSecret = (): string => randomBytes(HMAC_SECRET_BYTES).toString('base64url')

/** A private Ed25519 JWK (RFC 8037) with a `kid` of its own. */
export function generateSigningJwk(): JsonObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { kty = '', crv = '', x = '', d = '' } = privateKey.export({ format: 'jwk' })
  return { kty, crv, x, d, kid: randomUUID(), alg: 'EdDSA', use: 'sig' }
}

/** The secrets a new project starts with. Drawn from the operating system. */
export const generateProjectSecrets = (): GeneratedSecrets => ({
  hmacSecret: generateHmacSecret(),
  signingJwk: generateSigningJwk(),
})
