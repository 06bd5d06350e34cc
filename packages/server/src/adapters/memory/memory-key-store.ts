import { DomainError } from '@latchkey/core/errors/domain-error'
import { type ApiKey, countsTowardsKeyQuota, type KeyId, type ProjectId, statusAt } from '@latchkey/core/key/api-key'
import { endOf } from '@latchkey/core/key/key-retention'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Comparison, InstantField, KeyCondition } from '@latchkey/core/ports/key-condition'
import type {
  Idempotency,
  InsertOutcome,
  KeyChange,
  KeyInsertion,
  KeyQuery,
  KeyStore,
  KeySweep,
  KeyUse,
} from '@latchkey/core/ports/key-store'
import type { LiveKeyCount } from '@latchkey/core/ports/project-store'
import { checkKeyChange } from '../check-key-change.ts'
import { type EndedKey, sweptByProject } from '../swept-keys.ts'
import type { MemoryAuditLog } from './memory-audit-log.ts'
import type { MemoryInvalidationLog } from './memory-invalidation-log.ts'

interface SpentRequest {
  readonly keyId: KeyId
  readonly parametersHash: string
  readonly spentAt: Instant
}

interface ProjectKeys {
  readonly byId: Map<KeyId, ApiKey>
  /** Request id with its collection → what it asked for and which key it made. */
  readonly requests: Map<string, SpentRequest>
  live: number
}

export class MemoryKeyStore implements KeyStore {
  readonly #projects = new Map<ProjectId, ProjectKeys>()
  /** Of deleted projects, until they are removed. */
  readonly #closed = new Map<ProjectId, ProjectKeys>()
  readonly #auditLog: MemoryAuditLog
  readonly #invalidations: MemoryInvalidationLog

  constructor(auditLog: MemoryAuditLog, invalidations: MemoryInvalidationLog) {
    this.#auditLog = auditLog
    this.#invalidations = invalidations
  }

  find(projectId: ProjectId, id: KeyId): ApiKey | undefined {
    return this.#projects.get(projectId)?.byId.get(id)
  }

  findMany(projectId: ProjectId, ids: readonly KeyId[]): ReadonlyMap<KeyId, ApiKey> {
    const found = new Map<KeyId, ApiKey>()
    for (const id of ids) {
      const key = this.find(projectId, id)
      if (key !== undefined) found.set(id, key)
    }
    return found
  }

  list(projectId: ProjectId, query: KeyQuery): readonly ApiKey[] {
    const { after, now } = query
    return [...(this.#projects.get(projectId)?.byId.values() ?? [])]
      .filter((key) => key.origin === query.origin)
      .filter((key) => after === undefined || isOlder(key, after))
      .filter((key) => query.conditions.every((condition) => holds(condition, key, now)))
      .sort((a, b) => (isOlder(a, b) ? 1 : -1))
      .slice(0, query.limit)
  }

  async insert(projectId: ProjectId, insertion: KeyInsertion): Promise<InsertOutcome> {
    return this.#insertOne(projectId, insertion)
  }

  async insertMany(projectId: ProjectId, insertions: readonly KeyInsertion[]): Promise<readonly InsertOutcome[]> {
    return insertions.map((insertion) => this.#insertOne(projectId, insertion))
  }

  async change<C extends KeyChange>(projectId: ProjectId, id: KeyId, decide: (current: ApiKey) => C): Promise<C | undefined> {
    const keys = this.#projects.get(projectId)
    const current = keys?.byId.get(id)
    if (keys === undefined || current === undefined) return undefined
    const change = decide(current)
    checkKeyChange(current, change)
    if (change.insert !== undefined && keys.byId.has(change.insert.id)) throw new DomainError('api_key_exists')
    this.#auditLog.append(projectId, change.audit)
    if (change.update !== undefined) this.#replace(keys, current, change.update)
    if (change.remove === true) this.#replace(keys, current, undefined)
    if (change.insert !== undefined) this.#add(keys, change.insert)
    return change
  }

  recordUses(uses: readonly KeyUse[]): void {
    for (const { projectId, id, usedAt, ip } of uses) {
      const key = this.find(projectId, id)
      if (key === undefined || (key.lastUsedAt ?? Number.NEGATIVE_INFINITY) >= usedAt) continue
      this.#keysOf(projectId).byId.set(id, { ...key, lastUsedAt: usedAt, lastUsedIp: ip })
    }
  }

  async removeEnded({ ending, endedBefore, limit, audit }: KeySweep): Promise<number> {
    const ended = [...this.#projects.values()].flatMap(({ byId }) =>
      [...byId.values()].flatMap((key): readonly EndedKey[] => {
        const end = endOf(key)
        return end?.ending === ending && end.at < endedBefore ? [{ key, endedAt: end.at }] : []
      }),
    )
    const swept = ended.sort((a, b) => a.endedAt - b.endedAt).slice(0, limit)
    for (const ofProject of sweptByProject(swept)) this.#auditLog.append(ofProject.projectId, [audit(ofProject)])
    for (const { key } of swept) this.#remove(this.#keysOf(key.projectId), key)
    return swept.length
  }

  async forgetRequests(before: Instant, limit: number): Promise<number> {
    let left = limit
    for (const { requests } of this.#projects.values()) {
      const due = [...requests].filter(([, { spentAt }]) => spentAt < before).slice(0, left)
      for (const [name] of due) requests.delete(name)
      left -= due.length
    }
    return limit - left
  }

  /** Hides the keys of a project, and accepts no new ones. */
  closeProject(projectId: ProjectId): void {
    this.#closed.set(projectId, this.#keysOf(projectId))
    this.#projects.delete(projectId)
  }

  /** Removes up to `limit` keys and request ids of a closed project. Returns how many. */
  removeRows(projectId: ProjectId, limit: number): number {
    const { byId, requests } = this.#closed.get(projectId) ?? { byId: new Map(), requests: new Map() }
    const keys = removeSome(byId, limit)
    return keys + removeSome(requests, limit - keys)
  }

  /** Accepts keys of the project again. */
  reopenProject(projectId: ProjectId): void {
    this.#closed.delete(projectId)
  }

  /** How many keys of a project count towards its quota. */
  countQuotaUse(projectId: ProjectId): number {
    return this.#projects.get(projectId)?.live ?? 0
  }

  /** How many issued keys are not revoked, by prefix and HMAC secret. */
  countLive(projectId: ProjectId): readonly LiveKeyCount[] {
    const groups = new Map<string, LiveKeyCount>()
    for (const key of this.#projects.get(projectId)?.byId.values() ?? []) {
      if (key.origin === 'imported' || !countsTowardsKeyQuota(key)) continue
      const { prefix, hmacSecretId } = key
      const name = JSON.stringify([prefix, hmacSecretId])
      groups.set(name, { prefix, hmacSecretId, live: (groups.get(name)?.live ?? 0) + 1 })
    }
    return [...groups.keys()].sort().flatMap((name) => groups.get(name) ?? [])
  }

  #insertOne(projectId: ProjectId, { key, idempotency, keyQuota, audit }: KeyInsertion): InsertOutcome {
    if (key.projectId !== projectId) throw new Error('a key must be inserted into its own project')
    const keys = this.#keysOf(projectId)
    const replay = idempotency === undefined ? undefined : replayOf(keys, key, idempotency)
    if (replay !== undefined) return replay
    if (keys.byId.has(key.id)) return { outcome: 'exists' }
    if (keyQuota !== undefined && countsTowardsKeyQuota(key) && keys.live >= keyQuota) {
      return { outcome: 'quota_exceeded', limit: keyQuota, used: keys.live }
    }
    this.#auditLog.append(projectId, [audit])
    this.#add(keys, key)
    if (idempotency !== undefined) {
      const { parametersHash } = idempotency
      keys.requests.set(requestName(key, idempotency), { keyId: key.id, parametersHash, spentAt: key.createdAt })
    }
    return { outcome: 'inserted', key }
  }

  #add(keys: ProjectKeys, key: ApiKey): void {
    keys.byId.set(key.id, key)
    if (countsTowardsKeyQuota(key)) keys.live += 1
  }

  #remove(keys: ProjectKeys, key: ApiKey): void {
    keys.byId.delete(key.id)
    if (countsTowardsKeyQuota(key)) keys.live -= 1
  }

  #replace(keys: ProjectKeys, before: ApiKey, after: ApiKey | undefined): void {
    this.#remove(keys, before)
    if (after !== undefined) this.#add(keys, after)
    const version = after?.version ?? Number.POSITIVE_INFINITY
    this.#invalidations.append({ kind: 'api_key', projectId: before.projectId, keyId: before.id, version })
  }

  #keysOf(projectId: ProjectId): ProjectKeys {
    if (this.#closed.has(projectId)) throw new DomainError('not_found', { reason: 'project not found' })
    const known = this.#projects.get(projectId)
    if (known !== undefined) return known
    const fresh: ProjectKeys = { byId: new Map(), requests: new Map(), live: 0 }
    this.#projects.set(projectId, fresh)
    return fresh
  }
}

function removeSome<K>(map: Map<K, unknown>, limit: number): number {
  const names = [...map.keys()].slice(0, limit)
  for (const name of names) map.delete(name)
  return names.length
}

const requestName = (key: ApiKey, idempotency: Idempotency): string => `${key.origin}:${idempotency.requestId}`

/** A request id whose key is gone stays spent: giving it to another key would break its promise. */
function replayOf(keys: ProjectKeys, key: ApiKey, idempotency: Idempotency): InsertOutcome | undefined {
  const earlier = keys.requests.get(requestName(key, idempotency))
  if (earlier === undefined) return undefined
  const made = keys.byId.get(earlier.keyId)
  if (made === undefined || earlier.parametersHash !== idempotency.parametersHash) return { outcome: 'request_id_reused' }
  return { outcome: 'replayed', key: made }
}

const isOlder = (key: Pick<ApiKey, 'createdAt' | 'id'>, than: Pick<ApiKey, 'createdAt' | 'id'>): boolean =>
  key.createdAt < than.createdAt || (key.createdAt === than.createdAt && key.id < than.id)

function holds(condition: KeyCondition, key: ApiKey, now: Instant): boolean {
  switch (condition.field) {
    case 'actor_id':
      return key.actorId === condition.equals
    case 'status':
      return statusAt(key, now) === condition.equals
    case 'name':
      return 'equals' in condition ? key.name === condition.equals : key.name.startsWith(condition.startsWith)
    default:
      if ('isSet' in condition) return (instantOf[condition.field](key) !== undefined) === condition.isSet
      return compares(instantOf[condition.field](key), condition.comparison, condition.instant)
  }
}

const instantOf: Record<InstantField, (key: ApiKey) => Instant | undefined> = {
  expire_time: (key) => key.expiresAt,
  last_used_time: (key) => key.lastUsedAt,
  create_time: (key) => key.createdAt,
}

function compares(left: Instant | undefined, comparison: Comparison, right: Instant): boolean {
  if (left === undefined) return false
  switch (comparison) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '=':
      return left === right
    case '>=':
      return left >= right
    case '>':
      return left > right
  }
}
