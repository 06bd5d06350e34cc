import type { CacheStatus } from '@latchkey/core/verify/verification-outcome'

/** What was verified, judged by its shape. */
export type CredentialKind = 'issued_key' | 'imported_key' | 'jwt' | 'macaroon'

/** Whose limit was asked: a key's, a project's by its plan, or that of an address on the public surface. */
export type LimitScope = 'key' | 'plan' | 'public'

/** `unavailable`: passed because the limiter did not answer; `denied`: refused for that reason. */
export type LimitDecision = 'allowed' | 'refused' | 'unavailable' | 'denied'

/**
 * What measures is told what happens. Every text comes from a fixed set: nothing of a caller's choosing, and no id. Nothing
 * here throws or waits.
 */
export interface Observer {
  request(request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly durationMs: number
  }): void
  verification(kind: CredentialKind, outcome: string, cache: CacheStatus): void
  rateLimit(scope: LimitScope, decision: LimitDecision): void
  /** `operation` is a method of a store, such as `keys.find`. */
  store(operation: string, durationMs: number, failed: boolean): void
  /** Whether a changed configuration was taken over. */
  reload(result: 'applied' | 'refused'): void
  /** A thread that answered requests ended unexpectedly. */
  workerCrash(): void
  /** Rows of a kind that a sweeper removed. */
  sweep(kind: string, rows: number): void
  spans(result: 'exported' | 'failed', count: number): void
}

/** For servers that nobody watches. */
export const silentObserver: Observer = {
  request() {},
  verification() {},
  rateLimit() {},
  store() {},
  reload() {},
  workerCrash() {},
  sweep() {},
  spans() {},
}
