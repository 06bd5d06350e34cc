import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import { buildDerivedTokenClaims } from '@latchkey/core/derive/derived-token-claims'
import { signJwt } from '@latchkey/core/derive/jwt'
import type { ApiKey, IssuedKey } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { Project } from '@latchkey/core/project/project'
import type { UsageEvent } from '@latchkey/core/usage/usage-event'
import type { VerificationContext, VerificationRequest } from '@latchkey/core/verify/verification-request'
import { MemoryRateLimiter } from '@latchkey/server/adapters/memory/memory-rate-limiter'
import { MemoryStore } from '@latchkey/server/adapters/memory/memory-store'
import { MemoryVerificationCache } from '@latchkey/server/adapters/memory/memory-verification-cache'
import { buildProject } from './build-project.ts'
import { buildAuditEntry, buildIssuedKey } from './builders.ts'
import { FakeClock } from './fake-clock.ts'

type Reads = Pick<KeyStore, 'find' | 'findMany'>

/** Everything a verification asks for, on memory; `reads` notes each read of the store. */
export function openVerifyBench(project: Project = buildProject()) {
  const store = new MemoryStore()
  const clock = new FakeClock()
  const cache = new MemoryVerificationCache({ clock })
  const reads: string[] = []
  const uses: string[] = []
  const outcomes: UsageEvent[] = []
  const keyStore: { -readonly [Method in keyof Reads]: Reads[Method] } = {
    find: (projectId, id) => {
      reads.push('find')
      return store.keys.find(projectId, id)
    },
    findMany: (projectId, ids) => {
      reads.push('findMany')
      return store.keys.findMany(projectId, ids)
    },
  }
  const deps = {
    keyStore,
    cache,
    rateLimiter: new MemoryRateLimiter({ clock }),
    noteUse: (_projectId: string, keyId: string): void => {
      uses.push(keyId)
    },
    noteOutcome: (event: UsageEvent): void => {
      outcomes.push(event)
    },
    clock,
    onFailure: (_error: unknown): void => {},
  }
  const insert = async (key: ApiKey): Promise<void> => {
    const insertion = { key, idempotency: undefined, keyQuota: undefined, audit: buildAuditEntry() }
    const { outcome } = await store.keys.insert(key.projectId, insertion)
    if (outcome !== 'inserted') throw new Error(`not inserted: ${outcome}`)
  }
  const issue = async (overrides: Partial<IssuedKey> = {}): Promise<{ key: IssuedKey; secret: string }> => {
    const key = buildIssuedKey({ projectId: project.id, createdAt: clock.now(), ...overrides })
    await insert(key)
    return { key, secret: credentialOf(key, project) }
  }
  return { project, store, clock, cache, deps, reads, uses, outcomes, insert, issue }
}

/** The credential of an issued key, made with the project's current HMAC secret. */
export const credentialOf = (key: IssuedKey, { hmacSecrets }: Project, issuedAt: Instant = key.createdAt): string =>
  formatIssuedKey({ prefix: key.prefix, keyId: key.id, issuedAtSeconds: Math.floor(issuedAt / 1000) }, hmacSecrets.current.key)

/** A derived JWT of a key, good for `ttlMs`. */
export function tokenOf(parent: ApiKey, project: Project, { now, ttlMs = 60_000 }: { now: Instant; ttlMs?: number }): string {
  const signingKey = project.signingKeys[0]?.value
  if (signingKey === undefined) throw new Error('the project has no signing key')
  const claims = buildDerivedTokenClaims({
    parent,
    tokenKind: 'jwt',
    issuer: project.settings.issuer.current,
    tokenId: 'b8e1cf3a-0d4c-4f0e-9d55-4c3a2f1e0d9c',
    now,
    expiresAt: (now + ttlMs) as Instant,
    scopes: parent.scopes,
  })
  return signJwt(claims, signingKey)
}

export const asking = (credential: string, changes: Partial<VerificationRequest> = {}): VerificationRequest => ({
  credential,
  requiredScopes: [],
  dryRun: false,
  cost: 1,
  ...changes,
})

/** A caller whose address is known and who leaves the cache alone. */
export const fromAnywhere: VerificationContext = { clientIp: '192.0.2.1', readCache: true, writeCache: true }
