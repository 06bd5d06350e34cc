import type { KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'
import { idleFromMs, nextCell, type RateLimitCell } from '@latchkey/core/verify/gcra'

export interface MemoryRateLimiterOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Upper bound over all projects; at about 200 bytes each. */
  readonly maxKeys?: number
}

const DEFAULT_MAX_KEYS = 1_000_000
/** Looked at for every new key: more than one, so that idle keys leave faster than new ones can come. */
const SWEPT_PER_NEW_KEY = 4

interface Meter {
  readonly projectId: ProjectId
  readonly keyId: KeyId
  cell: RateLimitCell
}

/**
 * Exact within one process: a decision is one synchronous step. Keys whose quota is whole again are forgotten, which
 * changes no decision; only when `maxKeys` keys are busy at once, the one closest to idle has to go.
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #maxKeys: number
  readonly #meters = new Map<ProjectId, Map<KeyId, Meter>>()
  /** All meters in no order, for the sweep. */
  readonly #ring: Meter[] = []
  #hand = 0

  constructor({ clock, maxKeys = DEFAULT_MAX_KEYS }: MemoryRateLimiterOptions) {
    if (!(maxKeys >= 1)) throw new RangeError('maxKeys must be at least 1')
    this.#clock = clock
    this.#maxKeys = maxKeys
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#meters.values().reduce((sum, meters) => sum + meters.size, 0)
  }

  consume(projectId: ProjectId, keyId: KeyId, policy: RateLimitPolicy, cost: number): RateLimitDecision {
    const nowMs = this.#clock.monotonicMs()
    const meter = this.#meters.get(projectId)?.get(keyId)
    const { cell, decision } = nextCell(policy, meter?.cell, { cost, nowMs })
    if (meter !== undefined) meter.cell = cell
    else if (cell.backlog > 0) this.#add({ projectId, keyId, cell }, nowMs)
    return decision
  }

  #add(meter: Meter, nowMs: number): void {
    this.#sweep(nowMs)
    let meters = this.#meters.get(meter.projectId)
    if (meters === undefined) {
      meters = new Map()
      this.#meters.set(meter.projectId, meters)
    }
    meters.set(meter.keyId, meter)
    this.#ring.push(meter)
  }

  #sweep(nowMs: number): void {
    let closest: number | undefined
    for (let looked = 0; looked < SWEPT_PER_NEW_KEY && this.#ring.length > 0; looked++) {
      this.#hand = this.#hand >= this.#ring.length ? 0 : this.#hand
      if (this.#idleAt(this.#hand) <= nowMs) {
        this.#remove(this.#hand)
        closest = undefined
      } else {
        if (closest === undefined || this.#idleAt(this.#hand) < this.#idleAt(closest)) closest = this.#hand
        this.#hand++
      }
    }
    if (this.#ring.length >= this.#maxKeys) this.#remove(closest ?? 0)
  }

  #idleAt(index: number): number {
    const meter = this.#ring[index]
    return meter === undefined ? Infinity : idleFromMs(meter.cell)
  }

  #remove(index: number): void {
    const meter = this.#ring[index]
    const last = this.#ring.pop()
    if (meter === undefined || last === undefined) return
    if (last !== meter) this.#ring[index] = last
    const meters = this.#meters.get(meter.projectId)
    meters?.delete(meter.keyId)
    if (meters?.size === 0) this.#meters.delete(meter.projectId)
  }
}
