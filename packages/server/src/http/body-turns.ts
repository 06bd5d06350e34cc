import { setImmediate as nextTurn } from 'node:timers/promises'

/** From this size on a body takes long enough to read (a quarter of a millisecond and more) to be worth queueing for. */
export const LARGE_BODY_BYTES = 16 * 1024

/** One event loop, one queue. */
let last: Promise<void> = Promise.resolve()

/**
 * Resolves when it is a large body's turn to be read: one per turn of the event loop, first come first served, so that many
 * of them at once hold up nobody else for longer than one takes.
 */
export function takeBodyTurn(): Promise<void> {
  last = last.then(() => nextTurn())
  return last
}
