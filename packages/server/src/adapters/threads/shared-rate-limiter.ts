import { hash } from 'node:crypto'
import type { KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'
import { idleFromMs, nextCell, type RateLimitCell } from '@latchkey/core/verify/gcra'
import { SharedLocks } from './shared-locks.ts'

/** Where all threads count. */
export interface SharedRateLimits {
  readonly buffer: SharedArrayBuffer
  /** Parts of the table with a lock each; powers of two. */
  readonly stripes: number
  readonly cellsPerStripe: number
}

export interface SharedRateLimiterOptions {
  readonly limits: SharedRateLimits
  /** The same time in every thread. */
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** A number that no other thread has or had. */
  readonly owner: number
}

/** A cell: 128 bits that stand for a key, and the four numbers of `RateLimitCell`. */
const TAG_WORDS = 4
const STATE_NUMBERS = 4
const BYTES_PER_CELL = TAG_WORDS * 4 + STATE_NUMBERS * 8
const BYTES_PER_STRIPE = 8
/** How far from its own place a key may stand. */
const WINDOW = 64
/** Beyond that the digests are computed anew. */
const PLACES_MAX = 65_536

interface Place {
  readonly stripe: number
  /** Of the cells of the stripe. */
  readonly home: number
  readonly tag: Int32Array
}

/** Room for about a million keys in 48 MiB, which the system provides page by page as they come. */
export function createSharedRateLimits({ stripes = 1024, cellsPerStripe = 1024 } = {}): SharedRateLimits {
  for (const count of [stripes, cellsPerStripe])
    if (!(count >= 1 && Number.isInteger(Math.log2(count)))) throw new RangeError('stripes and cells must be powers of two')
  const bytes = stripes * BYTES_PER_STRIPE + stripes * cellsPerStripe * BYTES_PER_CELL
  return { buffer: new SharedArrayBuffer(bytes), stripes, cellsPerStripe }
}

/**
 * Exact over all threads of a process: one table in shared memory, in which a key stands in one of `WINDOW` cells after the
 * place that its digest names. A step is taken under the lock of its stripe. A new key takes the cell of one whose quota is
 * whole again, which changes no decision; only when everybody in the window is busy, the one closest to idle has to go.
 */
export class SharedRateLimiter implements RateLimiter {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #stripes: number
  readonly #cellsPerStripe: number
  readonly #window: number
  readonly #locks: SharedLocks
  /** By stripe: 1 + the cell that is being written, so that a thread that ends in the middle leaves no half of a cell. */
  readonly #writing: Int32Array
  readonly #tags: Int32Array
  readonly #states: Float64Array
  #places = new Map<ProjectId, Map<KeyId, Place>>()
  #placesKnown = 0

  constructor({ limits: { buffer, stripes, cellsPerStripe }, clock, owner }: SharedRateLimiterOptions) {
    const cells = stripes * cellsPerStripe
    const tagsAt = stripes * BYTES_PER_STRIPE
    this.#clock = clock
    this.#stripes = stripes
    this.#cellsPerStripe = cellsPerStripe
    this.#window = Math.min(WINDOW, cellsPerStripe)
    this.#locks = new SharedLocks(new Int32Array(buffer, 0, stripes), owner)
    this.#writing = new Int32Array(buffer, stripes * 4, stripes)
    this.#tags = new Int32Array(buffer, tagsAt, cells * TAG_WORDS)
    this.#states = new Float64Array(buffer, tagsAt + cells * TAG_WORDS * 4, cells * STATE_NUMBERS)
  }

  /** `undefined` when the part of the table where the key stands could not be had for a second. */
  consume(projectId: ProjectId, keyId: KeyId, policy: RateLimitPolicy, cost: number): RateLimitDecision | undefined {
    return this.#locked(this.#placeOf(projectId, keyId), (place) => {
      const nowMs = this.#clock.monotonicMs()
      const known = this.#find(place)
      const { cell, decision } = nextCell(policy, known === undefined ? undefined : this.#read(known), { cost, nowMs })
      if (known !== undefined) this.#write(place.stripe, known, cell)
      else if (cell.backlog > 0) this.#add(place, cell, nowMs)
      return decision
    })
  }

  /** Takes back what was consumed under the same policy, as far as it has not drained away since. */
  giveBack(projectId: ProjectId, keyId: KeyId, { windowMs }: RateLimitPolicy, cost: number): void {
    this.#locked(this.#placeOf(projectId, keyId), (place) => {
      const known = this.#find(place)
      const cell = known === undefined ? undefined : this.#read(known)
      if (known === undefined || cell === undefined) return
      this.#write(place.stripe, known, { ...cell, backlog: Math.max(0, cell.backlog - cost * windowMs) })
    })
  }

  /** For a thread that has ended, however it did: nobody waits for it any longer. */
  releaseLocksOf(ended: number): void {
    this.#locks.releaseAllOf(ended, (stripe) => {
      const half = (this.#writing[stripe] ?? 0) - 1
      if (half >= 0) this.#states.fill(0, half * STATE_NUMBERS, (half + 1) * STATE_NUMBERS)
      this.#writing[stripe] = 0
    })
  }

  #locked<T>(place: Place, step: (place: Place) => T): T | undefined {
    if (!this.#locks.acquire(place.stripe)) return undefined
    try {
      return step(place)
    } finally {
      this.#locks.release(place.stripe)
    }
  }

  #placeOf(projectId: ProjectId, keyId: KeyId): Place {
    const known = this.#places.get(projectId)?.get(keyId)
    if (known !== undefined) return known
    if (this.#placesKnown >= PLACES_MAX) {
      this.#places = new Map()
      this.#placesKnown = 0
    }
    let places = this.#places.get(projectId)
    if (places === undefined) {
      places = new Map()
      this.#places.set(projectId, places)
    }
    const place = this.#computePlace(projectId, keyId)
    places.set(keyId, place)
    this.#placesKnown++
    return place
  }

  #computePlace(projectId: ProjectId, keyId: KeyId): Place {
    const digest = hash('sha256', `${projectId.length} ${projectId} ${keyId}`, 'buffer')
    // A first word of 0 is a cell that nobody ever took.
    const tag = Int32Array.of(digest.readInt32LE(0) | 1, digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12))
    return {
      stripe: digest.readUInt32LE(16) & (this.#stripes - 1),
      home: digest.readUInt32LE(20) & (this.#cellsPerStripe - 1),
      tag,
    }
  }

  #cellAt({ stripe, home }: Place, step: number): number {
    return stripe * this.#cellsPerStripe + ((home + step) & (this.#cellsPerStripe - 1))
  }

  /** Cells are never emptied, so a key stands before the first one that nobody ever took. */
  #find(place: Place): number | undefined {
    const tags = this.#tags
    const [first, second, third, fourth] = place.tag
    for (let step = 0; step < this.#window; step++) {
      const cell = this.#cellAt(place, step)
      const at = cell * TAG_WORDS
      if (tags[at] === 0) return undefined
      if (tags[at] === first && tags[at + 1] === second && tags[at + 2] === third && tags[at + 3] === fourth) return cell
    }
    return undefined
  }

  #add(place: Place, cell: RateLimitCell, nowMs: number): void {
    const chosen = this.#choose(place, nowMs)
    this.#writing[place.stripe] = chosen + 1
    this.#tags.set(place.tag, chosen * TAG_WORDS)
    this.#write(place.stripe, chosen, cell)
  }

  /** The first cell that is free or idle, else the one that is idle soonest. */
  #choose(place: Place, nowMs: number): number {
    let chosen = this.#cellAt(place, 0)
    let chosenIdleMs = Infinity
    for (let step = 0; step < this.#window; step++) {
      const cell = this.#cellAt(place, step)
      const idleMs = this.#tags[cell * TAG_WORDS] === 0 ? -Infinity : this.#idleFromMs(cell)
      if (idleMs <= nowMs) return cell
      if (idleMs >= chosenIdleMs) continue
      chosen = cell
      chosenIdleMs = idleMs
    }
    return chosen
  }

  #idleFromMs(cell: number): number {
    const state = this.#read(cell)
    return state === undefined ? -Infinity : idleFromMs(state)
  }

  /** `undefined` for a cell whose writer ended in the middle. */
  #read(cell: number): RateLimitCell | undefined {
    const states = this.#states
    const at = cell * STATE_NUMBERS
    const quota = states[at + 2] ?? 0
    if (quota === 0) return undefined
    return { backlog: states[at] ?? 0, atMs: states[at + 1] ?? 0, quota, windowMs: states[at + 3] ?? 0 }
  }

  #write(stripe: number, cell: number, { backlog, atMs, quota, windowMs }: RateLimitCell): void {
    const states = this.#states
    const at = cell * STATE_NUMBERS
    this.#writing[stripe] = cell + 1
    states[at] = backlog
    states[at + 1] = atMs
    states[at + 2] = quota
    states[at + 3] = windowMs
    this.#writing[stripe] = 0
  }
}
