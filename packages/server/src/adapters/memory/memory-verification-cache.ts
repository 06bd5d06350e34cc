import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Clock } from '@latchkey/core/ports/clock'
import type { CachedVerification, CacheFill, VerificationCache } from '@latchkey/core/ports/verification-cache'
import { Tombstones } from '../tombstones.ts'

export interface MemoryVerificationCacheOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Upper bound over all projects; at about 1 KiB each. */
  readonly maxEntries?: number
  readonly maxTombstones?: number
}

const DEFAULT_MAX_ENTRIES = 100_000
const DEFAULT_MAX_TOMBSTONES = 100_000
/** How many recently used entries may be spared before one has to go: bounds the work of a single fill. */
const SPARED_MAX = 32

interface Entry {
  cached: CachedVerification
  endsAtMs: number
  readonly projectId: ProjectId
  readonly digest: string
  /** Used since the clock hand last passed. */
  touched: boolean
  /** Where it stands in the ring. */
  slot: number
}

/** What is known of one project. */
interface Shelf {
  readonly byDigest: Map<string, Entry>
  /** For eviction. Almost always one entry per key: a key has one canonical credential. */
  readonly byKey: Map<KeyId, Entry[]>
}

/**
 * The cache inside one process, bounded by number of entries (CLOCK replacement: entries in use are spared).
 * A hit is two map look-ups and two comparisons.
 */
export class MemoryVerificationCache implements VerificationCache {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #maxEntries: number
  readonly #tombstones: Tombstones
  readonly #shelves = new Map<ProjectId, Shelf>()
  readonly #ring: Entry[] = []
  #hand = 0
  #epoch = 0

  constructor({
    clock,
    maxEntries = DEFAULT_MAX_ENTRIES,
    maxTombstones = DEFAULT_MAX_TOMBSTONES,
  }: MemoryVerificationCacheOptions) {
    if (!(maxEntries >= 1)) throw new RangeError('maxEntries must be at least 1')
    this.#clock = clock
    this.#maxEntries = maxEntries
    this.#tombstones = new Tombstones(maxTombstones)
  }

  get size(): number {
    return this.#ring.length
  }

  get(projectId: ProjectId, credentialDigest: string): CachedVerification | undefined {
    const entry = this.#shelves.get(projectId)?.byDigest.get(credentialDigest)
    if (entry === undefined) return undefined
    if (entry.endsAtMs <= this.#clock.monotonicMs()) {
      this.#remove(entry)
      return undefined
    }
    entry.touched = true
    return entry.cached
  }

  beginFill(): number {
    return this.#epoch
  }

  put(projectId: ProjectId, credentialDigest: string, cached: CachedVerification, { epoch, ttlMs }: CacheFill): void {
    const { id, version } = cached.key
    if (epoch !== this.#epoch || !(ttlMs > 0)) return
    const nowMs = this.#clock.monotonicMs()
    if (version < this.#tombstones.versionOf(projectId, id, nowMs)) return
    const known = this.#shelves.get(projectId)?.byDigest.get(credentialDigest)
    if (known !== undefined && known.cached.key.id === id) {
      // Two reads may overtake each other on their way here.
      if (known.cached.key.version > version) return
      known.cached = cached
      known.endsAtMs = nowMs + ttlMs
      return
    }
    if (known !== undefined) this.#remove(known)
    if (this.#ring.length >= this.#maxEntries) this.#makeRoom()
    this.#add({ cached, endsAtMs: nowMs + ttlMs, projectId, digest: credentialDigest, touched: false, slot: this.#ring.length })
  }

  evict(projectId: ProjectId, keyId: KeyId, version: number): void {
    // A tombstone that had to be given up may have stood between a running read and its fill.
    if (this.#tombstones.bury(projectId, keyId, version, this.#clock.monotonicMs()) === 'overflow') this.#epoch++
    const entries = this.#shelves.get(projectId)?.byKey.get(keyId) ?? []
    for (const entry of entries.filter((candidate) => candidate.cached.key.version < version)) this.#remove(entry)
  }

  evictProject(projectId: ProjectId): void {
    this.#epoch++
    const shelf = this.#shelves.get(projectId)
    if (shelf === undefined) return
    for (const entry of shelf.byDigest.values()) this.#leaveRing(entry)
    this.#shelves.delete(projectId)
  }

  flush(): void {
    this.#epoch++
    this.#shelves.clear()
    this.#ring.length = 0
    this.#hand = 0
  }

  #makeRoom(): void {
    for (let spared = 0; spared < SPARED_MAX; spared++) {
      this.#hand = this.#hand >= this.#ring.length ? 0 : this.#hand
      const entry = this.#ring[this.#hand]
      if (entry === undefined || !entry.touched) break
      entry.touched = false
      this.#hand++
    }
    const victim = this.#ring[this.#hand] ?? this.#ring[0]
    if (victim !== undefined) this.#remove(victim)
  }

  #add(entry: Entry): void {
    let shelf = this.#shelves.get(entry.projectId)
    if (shelf === undefined) {
      shelf = { byDigest: new Map(), byKey: new Map() }
      this.#shelves.set(entry.projectId, shelf)
    }
    shelf.byDigest.set(entry.digest, entry)
    const keyId = entry.cached.key.id
    const siblings = shelf.byKey.get(keyId)
    if (siblings === undefined) shelf.byKey.set(keyId, [entry])
    else siblings.push(entry)
    this.#ring.push(entry)
  }

  #remove(entry: Entry): void {
    this.#leaveRing(entry)
    const shelf = this.#shelves.get(entry.projectId)
    if (shelf === undefined) return
    shelf.byDigest.delete(entry.digest)
    const keyId = entry.cached.key.id
    const siblings = shelf.byKey.get(keyId)?.filter((sibling) => sibling !== entry) ?? []
    if (siblings.length === 0) shelf.byKey.delete(keyId)
    else shelf.byKey.set(keyId, siblings)
    if (shelf.byDigest.size === 0) this.#shelves.delete(entry.projectId)
  }

  /** The last entry takes the free place, so that the ring never has holes. */
  #leaveRing(entry: Entry): void {
    const last = this.#ring.pop()
    if (last === undefined || last === entry) return
    last.slot = entry.slot
    this.#ring[entry.slot] = last
  }
}
