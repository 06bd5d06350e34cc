import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { DerivedTokenGrant, DerivedTokenKind } from '../src/derive/derived-token-claims.ts'
import { signingKeyFromJwk } from '../src/derive/jwks.ts'
import type { KeyId, ProjectId } from '../src/key/api-key.ts'
import type { Instant } from '../src/ports/clock.ts'
import type { SigningKey } from '../src/project/project.ts'

/** The project, the moment and the parent key that the tests of derived tokens talk about. */
export const projectId = '0b4f7f0e-3d0a-4b1c-9a52-2f6f3f1a7c11' as ProjectId
export const issuer = 'https://acme.test'
export const issuedAtSeconds = 1_795_000_000
export const now = (issuedAtSeconds * 1000 + 250) as Instant
export const expiresAtSeconds = issuedAtSeconds + 3600

export function sampleGrant(tokenKind: DerivedTokenKind, changes: Partial<DerivedTokenGrant> = {}): DerivedTokenGrant {
  return {
    parent: {
      id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8' as KeyId,
      projectId,
      actorId: 'user-1',
      metadata: { team: 'blue' },
      visibility: 'secret',
      allowedCidrs: undefined,
    },
    tokenKind,
    issuer,
    tokenId: 'd437c68e-9d56-4199-85c3-a6702491b89e',
    now,
    expiresAt: (expiresAtSeconds * 1000) as Instant,
    scopes: ['read:*', 'write:orders'],
    ...changes,
  }
}

export const hmacKeyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret, 'utf8'))

export const newEd25519Key = (kid: string): SigningKey => signingKeyOf(generateKeyPairSync('ed25519').privateKey, kid)

export const newRsaKey = (kid: string, modulusLength = 2048): SigningKey =>
  signingKeyOf(generateKeyPairSync('rsa', { modulusLength }).privateKey, kid)

const signingKeyOf = (privateKey: KeyObject, kid: string): SigningKey =>
  signingKeyFromJwk({ ...(privateKey.export({ format: 'jwk' }) as object), kid })

/** How many cases the property tests try; more on demand. */
export const fuzzRuns = (usual: number): number => Math.max(usual, Number(process.env['LATCHKEY_FUZZ_RUNS'] ?? 0))
