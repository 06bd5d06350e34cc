/** Subjects are told apart by a hash; two of 256 that fall together share one share. */
export const CELLS = 256
/** How much of a subject's name is looked at, from its end: names differ there, credentials are random there. */
const HASHED_LENGTH = 24
export const WINDOW_MS = 100

/** FNV-1a over the end of a name. `salt` keeps the neighbours of a cell from being chosen. */
export function cellOf(subject: string, salt: number): number {
  let hash = salt
  for (let index = Math.max(0, subject.length - HASHED_LENGTH); index < subject.length; index++) {
    hash = Math.imul(hash ^ subject.charCodeAt(index), 0x01000193)
  }
  return (hash ^ (hash >>> 16)) & (CELLS - 1)
}

/**
 * Divides what can be done among those who ask, max-min fair: whoever asks for less than an equal share gets it, and what is
 * left is divided among the others. Counted in windows of a tenth of a second; the last one says what this one has to divide.
 */
export class FairShares {
  readonly #wanted = new Int32Array(CELLS)
  readonly #got = new Int32Array(CELLS)
  #endsAt = -Infinity
  /** Requests that one subject may have in this window. */
  #share = Infinity

  /** Whether the subject has had less than its share, with this request noted as asked for. */
  ask(cell: number, now: number): 'below half' | 'below' | 'exhausted' {
    if (now >= this.#endsAt) this.#begin(now)
    this.#wanted[cell] = (this.#wanted[cell] ?? 0) + 1
    const got = this.#got[cell] ?? 0
    if (got >= this.#share) return 'exhausted'
    return this.#share !== Infinity && got < this.#share / 2 ? 'below half' : 'below'
  }

  give(cell: number): void {
    this.#got[cell] = (this.#got[cell] ?? 0) + 1
  }

  #begin(now: number): void {
    this.#share = now - this.#endsAt < WINDOW_MS ? divide(this.#wanted, this.#got) : Infinity
    this.#endsAt = now + WINDOW_MS
    this.#wanted.fill(0)
    this.#got.fill(0)
  }
}

function divide(wanted: Int32Array, got: Int32Array): number {
  const demands = [...wanted.filter((count) => count > 0)].sort((one, other) => one - other)
  let left = got.reduce((sum, count) => sum + count, 0)
  for (const [index, demand] of demands.entries()) {
    const share = left / (demands.length - index)
    // Alone, or one of several who ask for more than there is: what is left is theirs in equal parts.
    if (demand > share) return demands.length === 1 ? Infinity : Math.max(1, share)
    left -= demand
  }
  return Infinity
}
