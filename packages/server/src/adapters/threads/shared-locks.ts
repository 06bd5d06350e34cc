/** Tries before a waiter lets its thread sleep: a lock is held for less than a microsecond unless its holder was suspended. */
const SPINS = 200
const SLEEP_MS = 0.1
/** Far longer than a thread is suspended or takes to die while it holds a lock for a step in memory. */
const GIVE_UP_MS = 1000

/** The smallest number that may own a lock. */
export const FIRST_OWNER = 1

/**
 * Locks in shared memory, one word each: 0 while free, else the number of the thread that holds it. The same number is never
 * given to two threads, so that the locks of a thread that ended can be told from those of its successor.
 */
export class SharedLocks {
  readonly #words: Int32Array
  readonly #owner: number

  constructor(words: Int32Array, owner: number) {
    if (!(Number.isSafeInteger(owner) && owner >= FIRST_OWNER)) throw new RangeError('a thread needs a number of its own')
    this.#words = words
    this.#owner = owner
  }

  /** False when it could not be had for so long. What it returned true for must be released by the same thread. */
  acquire(index: number): boolean {
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.compareExchange(this.#words, index, 0, this.#owner) === 0) return true
    }
    return this.#sleepUntilFree(index)
  }

  release(index: number): void {
    Atomics.store(this.#words, index, 0)
  }

  /** Frees what a thread held that has ended; `repair` is told of each lock before it is free. */
  releaseAllOf(ended: number, repair: (index: number) => void = () => {}): void {
    for (let index = 0; index < this.#words.length; index++) {
      if (Atomics.load(this.#words, index) !== ended) continue
      repair(index)
      Atomics.compareExchange(this.#words, index, ended, 0)
    }
  }

  #sleepUntilFree(index: number): boolean {
    const until = performance.now() + GIVE_UP_MS
    do {
      const holder = Atomics.load(this.#words, index)
      // Nobody wakes us: telling waiters would cost every release more than the few who wait lose by looking again.
      if (holder !== 0) Atomics.wait(this.#words, index, holder, SLEEP_MS)
      if (Atomics.compareExchange(this.#words, index, 0, this.#owner) === 0) return true
    } while (performance.now() < until)
    return false
  }
}
