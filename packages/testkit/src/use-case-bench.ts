import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Call } from '@latchkey/core/key/call'
import type { KeyAttributes } from '@latchkey/core/key/key-attributes'
import type { Project } from '@latchkey/core/project/project'
import { MemoryStore } from '@latchkey/server/adapters/memory/memory-store'
import { buildProject } from './build-project.ts'
import { buildProjectId } from './builders.ts'
import { FakeClock } from './fake-clock.ts'
import { SeededRandom } from './seeded-random.ts'

export const SECOND_MS = 1000
export const HOUR_MS = 3600 * SECOND_MS
export const DAY_MS = 24 * HOUR_MS

/** Everything a use case asks for, on a store in memory. */
export function openUseCaseBench(project: Project = buildProject()) {
  const store = new MemoryStore()
  const clock = new FakeClock()
  const deps = { keyStore: store.keys, auditLog: store.auditLog, clock, random: new SeededRandom(), letOthersRun: async () => {} }
  const auditEvents = (projectId: ProjectId = project.id) => store.readAuditEvents(projectId)
  return { store, clock, deps, project, auditEvents }
}

/** Another project on the same server, with the same settings and secrets: only its id keeps it apart. */
export const buildOtherProject = (): Project => buildProject({ id: buildProjectId(), slug: 'globex' })

/** A project whose plan allows so many keys. */
export const buildProjectWithQuota = (apiKeysMax: number): Project =>
  buildProject({ plan: { name: 'small', apiKeysMax, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} } })

/** Who asks, in tests that do not care. */
export const call: Call = {
  caller: { kind: 'access_key', id: 'access-key', name: 'CI' },
  ip: '192.0.2.1',
  requestId: 'request-1',
}

/** What a caller may say about a new key. */
export const buildAttributes = (overrides: Partial<KeyAttributes> = {}): KeyAttributes => ({
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
