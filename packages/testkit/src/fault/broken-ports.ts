import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyInsertion, KeyStore } from '@latchkey/core/ports/key-store'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { CachedVerification, CacheFill, VerificationCache } from '@latchkey/core/ports/verification-cache'
import { MemoryRateLimiter } from '@latchkey/server/adapters/memory/memory-rate-limiter'
import { MemoryVerificationCache } from '@latchkey/server/adapters/memory/memory-verification-cache'

// Ports with one defence taken away each, so that a proof can be shown to notice. Never shipped.

type MonotonicClock = Pick<Clock, 'monotonicMs'>

/** Never forgets a key because it changed. */
export class DeafCache extends MemoryVerificationCache {
  override evict(): void {}
  override evictProject(): void {}
  override flush(): void {}
}

/** Evicts, but leaves nothing behind that would refuse a late fill. */
export class ForgetfulCache implements VerificationCache {
  readonly #clock: MonotonicClock
  #inner: MemoryVerificationCache

  constructor(options: { clock: MonotonicClock }) {
    this.#clock = options.clock
    this.#inner = new MemoryVerificationCache(options)
  }

  get(projectId: ProjectId, digest: string): CachedVerification | undefined {
    return this.#inner.get(projectId, digest)
  }
  beginFill(): number {
    return this.#inner.beginFill()
  }
  put(projectId: ProjectId, digest: string, cached: CachedVerification, { ttlMs }: CacheFill): void {
    this.#inner.put(projectId, digest, cached, { epoch: this.#inner.beginFill(), ttlMs })
  }
  evict(): void {
    this.#inner = new MemoryVerificationCache({ clock: this.#clock })
  }
  evictProject(): void {
    this.evict()
  }
  flush(): void {
    this.evict()
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Decides on what it read some time ago, and writes that over whatever is there now. */
export const storeWithoutCompareAndSet = (store: KeyStore): KeyStore => ({
  ...store,
  async change(projectId, id, decide) {
    const read = await store.find(projectId, id)
    if (read === undefined) return undefined
    const decided = decide(read)
    await nextTurn()
    return store.change(projectId, id, ({ version }) => ({
      ...decided,
      ...(decided.update === undefined ? {} : { update: { ...decided.update, version: version + 1 } }),
    }))
  },
})

/** Looks at the quota, and inserts in a second step. */
export function storeWithLooseQuota(store: KeyStore): KeyStore {
  let used = 0
  const insert: KeyStore['insert'] = async (projectId, insertion) => {
    const limit = insertion.keyQuota
    const seen = used
    await nextTurn()
    if (limit !== undefined && seen >= limit) return { outcome: 'quota_exceeded', limit, used: seen }
    const outcome = await store.insert(projectId, { ...insertion, keyQuota: undefined })
    if (outcome.outcome === 'inserted') used = seen + 1
    return outcome
  }
  const insertMany: KeyStore['insertMany'] = (projectId, insertions) =>
    Promise.all(insertions.map((insertion) => insert(projectId, insertion)))
  return { ...store, insert, insertMany }
}

/** Takes one place of the quota for good whenever an insertion fails. */
export function storeThatKeepsFailedPlaces(store: KeyStore): KeyStore {
  let lost = 0
  const lowered = (insertion: KeyInsertion): KeyInsertion =>
    insertion.keyQuota === undefined ? insertion : { ...insertion, keyQuota: insertion.keyQuota - lost }
  return {
    ...store,
    async insert(projectId, insertion) {
      const outcome = await store.insert(projectId, lowered(insertion))
      if (outcome.outcome === 'exists' || outcome.outcome === 'request_id_reused') lost++
      return outcome
    },
    insertMany: (projectId, insertions) => store.insertMany(projectId, insertions.map(lowered)),
  }
}

/** Looks for the request id, and remembers it in a second step. */
export function storeWithLooseIdempotency(store: KeyStore): KeyStore {
  const seen = new Map<string, KeyId>()
  return {
    ...store,
    async insert(projectId, insertion) {
      const requestId = insertion.idempotency?.requestId
      const known = requestId === undefined ? undefined : seen.get(requestId)
      const key = known === undefined ? undefined : await store.find(projectId, known)
      if (key !== undefined) return { outcome: 'replayed', key }
      const outcome = await store.insert(projectId, { ...insertion, idempotency: undefined })
      if (requestId !== undefined && outcome.outcome === 'inserted') seen.set(requestId, outcome.key.id)
      return outcome
    },
  }
}

const EARLINESS_MS = 30

/** Says that a key was inserted some time before it is. */
export const storeThatAnswersTooEarly = (store: KeyStore): KeyStore => ({
  ...store,
  async insert(projectId, insertion) {
    setTimeout(() => void store.insert(projectId, insertion), EARLINESS_MS)
    return { outcome: 'inserted', key: insertion.key }
  },
})

type Consume = Parameters<RateLimiter['consume']>

/** Counts per window from the window's first use, all of the quota coming back at its end. */
export class FixedWindowLimiter implements RateLimiter {
  readonly #clock: MonotonicClock
  readonly #windows = new Map<KeyId, { readonly startedAtMs: number; used: number }>()

  constructor({ clock }: { clock: MonotonicClock }) {
    this.#clock = clock
  }

  consume(...[, keyId, policy, cost]: Consume): RateLimitDecision {
    const nowMs = this.#clock.monotonicMs()
    let window = this.#windows.get(keyId)
    if (window === undefined || nowMs - window.startedAtMs >= policy.windowMs) {
      window = { startedAtMs: nowMs, used: 0 }
      this.#windows.set(keyId, window)
    }
    const allowed = window.used + cost <= policy.quota || cost === 0
    if (allowed) window.used += cost
    const resetAfterMs = window.startedAtMs + policy.windowMs - nowMs
    return { allowed, remaining: policy.quota - window.used, resetAfterMs, retryAfterMs: allowed ? 0 : resetAfterMs }
  }
}

/** Reads the count, and writes it back in a second step. */
export class ReadThenWriteLimiter implements RateLimiter {
  readonly #used = new Map<KeyId, number>()

  async consume(...[, keyId, policy, cost]: Consume): Promise<RateLimitDecision> {
    const used = this.#used.get(keyId) ?? 0
    await nextTurn()
    const allowed = used + cost <= policy.quota
    if (allowed) this.#used.set(keyId, used + cost)
    return {
      allowed,
      remaining: Math.max(0, policy.quota - used - cost),
      resetAfterMs: policy.windowMs,
      retryAfterMs: allowed ? 0 : policy.windowMs,
    }
  }
}

/** The product's own limiter, for proofs that need no server. */
export const exactLimiter = (clock: MonotonicClock): RateLimiter => new MemoryRateLimiter({ clock })

/** Says that there is no such key when it could not find out. */
export const storeThatTakesOutagesForAbsence = (store: KeyStore): KeyStore => ({
  ...store,
  async find(projectId, id) {
    try {
      return await store.find(projectId, id)
    } catch {
      return undefined
    }
  },
})

/** Asks a store that refuses again and again. */
export const storeThatNeverGivesUp = (store: KeyStore): KeyStore => ({
  ...store,
  async find(projectId, id) {
    for (;;) {
      try {
        return await store.find(projectId, id)
      } catch {
        await nextTurn()
      }
    }
  },
})

/** Revokes the old key in one transaction, and writes its successor in the next. */
export const storeThatRotatesInTwoSteps = (store: KeyStore): KeyStore => ({
  ...store,
  async change(projectId, id, decide) {
    const made: KeyInsertion[] = []
    const change = await store.change(projectId, id, (current) => {
      const { insert, ...rest } = decide(current)
      const [audit] = rest.audit
      if (insert !== undefined && audit !== undefined)
        made.push({ key: insert, audit, keyQuota: undefined, idempotency: undefined })
      return rest as ReturnType<typeof decide>
    })
    for (const insertion of made) await store.insert(projectId, insertion)
    return change
  },
})
