import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Call } from '@latchkey/core/key/call'
import type { KeyAttributes } from '@latchkey/core/key/key-attributes'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { Project, SigningKey } from '@latchkey/core/project/project'
import { MemoryStore } from '@latchkey/server/adapters/memory/memory-store'

export const SECOND_MS = 1000
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #nowMs: number

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  now(): Instant {
    return this.#nowMs as Instant
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  advance(ms: number): void {
    this.#nowMs += ms
  }
}

/** The same sequence of ids and bytes in every run. */
export function countingRandom(): RandomSource {
  let drawn = 0
  return {
    uuid: () => `00000000-0000-4000-8000-${String(++drawn).padStart(12, '0')}`,
    bytes: (length) => new Uint8Array(length).fill(++drawn % 256),
  }
}

export function buildSigningKey(kid: string): SigningKey {
  return { kid, algorithm: 'EdDSA', ...generateKeyPairSync('ed25519') }
}

/** A project with the defaults of a new one, unless said otherwise. */
export function buildProject(overrides: Partial<Project> = {}, settings: Partial<Project['settings']> = {}): Project {
  const id = overrides.id ?? ('6ba7b810-9dad-41d1-80b4-00c04fd430c8' as ProjectId)
  return {
    id,
    slug: 'acme',
    name: 'Acme',
    workspaceId: 'workspace',
    environment: 'prod',
    state: 'running',
    apiKeysEnabled: true,
    plan: { name: '', apiKeysMax: undefined, cacheAllowed: true, rateLimitAllowed: true },
    hmacSecrets: { current: hmacSecret(`${id}-current`), retired: [] },
    signingKeys: [],
    settings: {
      issuer: { current: 'https://acme.example', retired: [] },
      defaultTtlMs: 7 * DAY_MS,
      maxTtlMs: 730 * DAY_MS,
      prefixes: { secret: { current: 'ory_ak', retired: [] }, public: { current: undefined, retired: [] } },
      derivedTokens: {
        defaultTtlMs: HOUR_MS,
        maxTtlMs: DAY_MS,
        verifyParent: false,
        signingKeyId: undefined,
        macaroonPrefix: { current: 'mc', retired: [] },
      },
      cache: { enabled: false, ttlMs: 15_000 },
      rateLimitEnabled: false,
      ...settings,
    },
    ...overrides,
  }
}

export const hmacSecret = (text: string) => ({ id: text, key: createSecretKey(Buffer.from(text)) })

export const call: Call = {
  caller: { kind: 'access_key', id: 'access-key', name: 'CI' },
  ip: '192.0.2.1',
  requestId: 'request-1',
}

export const attributes = (overrides: Partial<KeyAttributes> = {}): KeyAttributes => ({
  name: 'payments',
  actorId: 'user_1',
  scopes: ['read', 'write'],
  metadata: { team: 'red' },
  visibility: 'secret',
  rateLimit: { quota: 100, windowMs: 60_000, unit: 'requests' },
  allowedCidrs: undefined,
  ttlMs: undefined,
  idempotencyId: undefined,
  ...overrides,
})

/** Everything a use case asks for, on a store in memory. */
export function openUseCaseBench(project: Project = buildProject()) {
  const store = new MemoryStore()
  const clock = new ManualClock()
  const deps = { keyStore: store.keys, clock, random: countingRandom(), letOthersRun: async () => {} }
  const auditEvents = (projectId: ProjectId = project.id) => store.readAuditEvents(projectId)
  return { store, clock, deps, project, auditEvents }
}
