import type { ApiKey, KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import { SHARED_KEY_LIFE_MAX_MS, type SharedKey, type SharedKeyCache } from '@latchkey/core/ports/shared-key-cache'
import { TOMBSTONE_LIFE_MS, Tombstones } from '../tombstones.ts'
import { evictScript, putScript } from './key-cache-scripts.ts'
import { decodeRecord, encodeKey } from './key-record.ts'
import { PendingEvictions } from './pending-evictions.ts'
import type { Redis } from './redis.ts'

export interface RedisKeyCacheOptions {
  readonly redis: Redis
  /** Keeps installations apart that share one Redis. */
  readonly namespace: string
  readonly clock: Clock
}

const TOMBSTONES_MAX = 100_000
/** How far the clocks of the servers of a Cluster may be apart. */
const CLUSTER_CLOCKS_MS = 1000
/** A clock that was set back by more shows at once; by less it makes a few seconds of misses. */
const CLOCK_STEP_MS = 5000
/** The version of a key that is gone, which Lua still tells from the one before. */
const GONE = Number.MAX_SAFE_INTEGER

const nothing: readonly undefined[] = []

/**
 * Key records in Redis. Besides the tombstones there, which stop late entries for everybody, each process keeps its own and
 * looks at them after every read: a Redis that lost the newest writes when it failed over cannot bring a revoked key back.
 * For the same reason it believes only what was put after it began to follow what changes.
 */
export class RedisKeyCache implements SharedKeyCache {
  readonly #redis: Redis
  readonly #namespace: string
  readonly #clock: Clock
  readonly #tombstones = new Tombstones(TOMBSTONES_MAX)
  readonly #pending: PendingEvictions
  /** Entries put before that, by the clock of Redis, are not believed; `undefined` while that is not known. */
  #trustedFromMs: number | undefined
  #trusting: symbol | undefined

  constructor({ redis, namespace, clock }: RedisKeyCacheOptions) {
    this.#redis = redis
    this.#namespace = namespace
    this.#clock = clock
    this.#pending = new PendingEvictions({
      // No entry that should have been evicted lives longer.
      lifeMs: SHARED_KEY_LIFE_MAX_MS,
      monotonicMs: () => clock.monotonicMs(),
      evict: ({ projectId, keyId, version }) => this.#evictNow(projectId, keyId, version),
    })
    this.distrust()
  }

  find(projectId: ProjectId, wanted: readonly (readonly KeyId[])[]): Awaitable<readonly (SharedKey | undefined)[]> {
    if (this.#trustedFromMs === undefined) this.#establishTrust()
    if (!this.#mayBeUsed()) return nothing
    const slots = wanted.flatMap((ids) => this.#slotsToRead(projectId, ids))
    return this.#redis.run(slots[0], ['MGET', ...slots]).then(
      (reply) => this.#believed(projectId, wanted, reply),
      () => nothing,
    )
  }

  put(key: ApiKey, ttlMs: number): void {
    if (!this.#mayBeUsed() || key.version < this.#buriedVersion(key.projectId, key.id)) return
    const lifeMs = Math.floor(Math.min(ttlMs, SHARED_KEY_LIFE_MAX_MS))
    if (!(lifeMs > 0)) return
    const values = [String(key.version), encodeKey(key, this.#clock.now() + lifeMs), String(lifeMs)]
    this.#redis.runScript(putScript, this.#slotsOf(key.projectId, key.id), values).then(
      (putAt) => this.#checkTime(Number(putAt)),
      () => {},
    )
  }

  async evict(projectId: ProjectId, keyId: KeyId, version: number): Promise<void> {
    const overflow = this.#tombstones.bury(projectId, keyId, version, this.#clock.monotonicMs()) === 'overflow'
    if (overflow) this.distrust()
    try {
      await this.#evictNow(projectId, keyId, version)
    } catch {
      if (this.#pending.add({ projectId, keyId, version }) === 'overflow') this.distrust()
    }
  }

  distrust(): void {
    this.#trustedFromMs = undefined
    this.#trusting = undefined
    this.#establishTrust()
  }

  /** Those that are being tried again; while there are any, nothing is found. */
  get pendingEvictions(): number {
    return this.#pending.size
  }

  /** Ends what goes on in the background. */
  close(): void {
    this.#pending.close()
  }

  #mayBeUsed(): boolean {
    return this.#trustedFromMs !== undefined && this.#pending.size === 0
  }

  async #evictNow(projectId: ProjectId, keyId: KeyId, version: number): Promise<void> {
    const values = [String(Math.min(version, GONE)), String(TOMBSTONE_LIFE_MS)]
    await this.#redis.runScript(evictScript, this.#slotsOf(projectId, keyId), values)
  }

  /** The entries; where a credential may have several ids, their tombstones as well: a change of one may concern another. */
  #slotsToRead(projectId: ProjectId, ids: readonly KeyId[]): readonly string[] {
    const slots = ids.map((id) => this.#slotsOf(projectId, id))
    return [...slots.map(([entry]) => entry), ...(ids.length > 1 ? slots.map(([, tombstone]) => tombstone) : [])]
  }

  #believed(projectId: ProjectId, wanted: readonly (readonly KeyId[])[], reply: unknown): readonly (SharedKey | undefined)[] {
    // All of this may have changed while the answer was on its way.
    if (!Array.isArray(reply) || !this.#mayBeUsed()) return nothing
    let place = 0
    return wanted.map((ids) => {
      const entries: readonly unknown[] = reply.slice(place, place + ids.length)
      place += ids.length
      const tombstones: readonly unknown[] = ids.length > 1 ? reply.slice(place, place + ids.length) : []
      place += tombstones.length
      const isChanged =
        tombstones.some((tombstone) => tombstone !== null) || (ids.length > 1 && this.#isAnyBuried(projectId, ids))
      return isChanged ? undefined : this.#onlyOne(projectId, ids, entries)
    })
  }

  /** Of several the store has to say which one counts. */
  #onlyOne(projectId: ProjectId, ids: readonly KeyId[], entries: readonly unknown[]): SharedKey | undefined {
    const known = ids.flatMap((id, index) => this.#believedKey(projectId, id, entries[index]) ?? [])
    return known.length === 1 ? known[0] : undefined
  }

  #believedKey(projectId: ProjectId, id: KeyId, entry: unknown): SharedKey | undefined {
    const record = typeof entry === 'string' ? decodeRecord(entry, projectId, id) : undefined
    if (record === undefined || record.putAtMs < (this.#trustedFromMs ?? Infinity)) return undefined
    if (record.key.version < this.#buriedVersion(projectId, id)) return undefined
    // Its end by the clock of Redis comes by itself; clocks may differ.
    const ttlMs = Math.min(SHARED_KEY_LIFE_MAX_MS, record.endsAtMs - this.#clock.now())
    return ttlMs > 0 ? { key: record.key, ttlMs } : undefined
  }

  #isAnyBuried(projectId: ProjectId, ids: readonly KeyId[]): boolean {
    return ids.some((id) => this.#buriedVersion(projectId, id) > 0)
  }

  #buriedVersion(projectId: ProjectId, keyId: KeyId): number {
    return this.#tombstones.versionOf(projectId, keyId, this.#clock.monotonicMs())
  }

  /** Asks what time it is there. One question at a time; an answer to an older one counts for nothing. */
  #establishTrust(): void {
    if (this.#trusting !== undefined) return
    const question = Symbol('what time it is')
    this.#trusting = question
    const answered = (trustedFromMs: number | undefined): void => {
      if (this.#trusting !== question) return
      this.#trusting = undefined
      this.#trustedFromMs = trustedFromMs
    }
    this.#redis.run(undefined, ['TIME']).then(
      (reply) => answered(afterTime(reply, this.#redis.isCluster ? CLUSTER_CLOCKS_MS : 1)),
      () => answered(undefined),
    )
  }

  /** The clock there was set back: what is put from now on must not look like something old. */
  #checkTime(putAtMs: number): void {
    if (putAtMs >= 0 && this.#trustedFromMs !== undefined && putAtMs < this.#trustedFromMs - CLOCK_STEP_MS) this.distrust()
  }

  /** Entry and tombstone; what belongs to one project is on one server of a Cluster. */
  #slotsOf(projectId: ProjectId, keyId: KeyId): [string, string] {
    const stem = `latchkey:${this.#namespace}:{${projectId}}`
    return [`${stem}:key:${keyId}`, `${stem}:evicted:${keyId}`]
  }
}

/** A time that is certainly after that of the answer to TIME. */
function afterTime(reply: unknown, marginMs: number): number | undefined {
  if (!Array.isArray(reply)) return undefined
  const ms = Number(reply[0]) * 1000 + Math.floor(Number(reply[1]) / 1000) + marginMs
  return Number.isFinite(ms) ? ms : undefined
}
