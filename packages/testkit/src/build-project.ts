import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto'
import type { HmacSecret, Plan, Project, ProjectSettings, SigningKey } from '@latchkey/core/project/project'
import { TEST_PROJECT_ID } from './builders.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** An HMAC secret whose bytes follow from its name. */
export const buildHmacSecret = (id = 'hmac-1'): HmacSecret => ({
  id,
  key: createSecretKey(`${id} of the tests, made long enough for HMAC`, 'utf8'),
})

// RFC 8410 §7: everything of an Ed25519 PKCS #8 key that comes before its 32 bytes.
const ED25519_PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** An Ed25519 signing key whose bytes follow from its name. */
export function buildSigningKey(kid = 'signing-1'): SigningKey {
  const seed = Buffer.alloc(32, kid)
  const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  return { kid, algorithm: 'EdDSA', privateKey, publicKey: createPublicKey(privateKey) }
}

/** The defaults of a new project, with the cache on. */
export const buildProjectSettings = (overrides: Partial<ProjectSettings> = {}): ProjectSettings => ({
  issuer: { current: 'http://acme.projects.localhost', retired: [] },
  defaultTtlMs: 7 * DAY_MS,
  maxTtlMs: 730 * DAY_MS,
  prefixes: { secret: { current: 'ory_ak', retired: [] }, public: { current: undefined, retired: [] } },
  derivedTokens: {
    defaultTtlMs: 60 * 60 * 1000,
    maxTtlMs: DAY_MS,
    verifyParent: false,
    signingKeyId: undefined,
    macaroonPrefix: { current: 'mc', retired: [] },
  },
  cache: { enabled: true, ttlMs: 15_000 },
  rateLimitEnabled: false,
  ...overrides,
})

const unlimited: Plan = { name: '', apiKeysMax: undefined, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} }

/** A project ready to serve, with one HMAC secret and one Ed25519 signing key. */
export const buildProject = (overrides: Partial<Project> = {}): Project => ({
  id: TEST_PROJECT_ID,
  slug: 'acme',
  name: 'Acme',
  workspaceId: '7d0f4e53-1a57-4b0b-8a8e-5f6f1c9d2e31',
  environment: 'dev',
  state: 'running',
  apiKeysEnabled: true,
  settings: buildProjectSettings(),
  plan: unlimited,
  hmacSecrets: { current: buildHmacSecret(), retired: [] },
  signingKeys: [{ value: buildSigningKey(), expiresAt: undefined }],
  ...overrides,
})
