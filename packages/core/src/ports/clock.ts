declare const instantBrand: unique symbol

/** A point in time: whole milliseconds since the Unix epoch, UTC. */
export type Instant = number & { readonly [instantBrand]: true }

/** Time as an argument, so that every boundary instant can be tested. */
export interface Clock {
  /** Wall-clock time; it may jump, so use it only to compare with stored instants. */
  now(): Instant
  /** Milliseconds that never go back; for rate limits, cache lives and deadlines. */
  monotonicMs(): number
}
