import { createPrivateKey, randomBytes, randomUUID } from 'node:crypto'
import type { JsonObject } from '@latchkey/core/key/json'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { GeneratedSecrets } from '@latchkey/core/project/create-project'

const operatingSystem: RandomSource = { bytes: (length) => randomBytes(length), uuid: () => randomUUID() }

/** 384 bits: 64 characters of base64url. */
const HMAC_SECRET_BYTES = 48

/** An Ed25519 private key in PKCS #8 up to its seed, which any 32 bytes are (RFC 8410 §7, RFC 8032 §5.1.5). */
const ED25519_PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex')
const ED25519_SEED_BYTES = 32

/** Text that keys the checksums of a project's API keys. */
export const generateHmacSecret = (random: RandomSource = operatingSystem): string =>
  Buffer.from(random.bytes(HMAC_SECRET_BYTES)).toString('base64url')

/** A private Ed25519 JWK (RFC 8037) with a `kid` of its own. */
export function generateSigningJwk(random: RandomSource = operatingSystem): JsonObject {
  const der = Buffer.concat([ED25519_PKCS8_HEADER, random.bytes(ED25519_SEED_BYTES)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const { kty = '', crv = '', x = '', d = '' } = privateKey.export({ format: 'jwk' })
  return { kty, crv, x, d, kid: random.uuid(), alg: 'EdDSA', use: 'sig' }
}

/** The secrets a new project starts with. */
export const generateProjectSecrets = (random: RandomSource = operatingSystem): GeneratedSecrets => ({
  hmacSecret: generateHmacSecret(random),
  signingJwk: generateSigningJwk(random),
})
