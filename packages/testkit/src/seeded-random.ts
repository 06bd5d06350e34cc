import { hash } from 'node:crypto'
import type { RandomSource } from '@latchkey/core/ports/random-source'

/** The same chance every time: a stream of SHA-256 blocks of the seed and a counter. Not for secrets. */
export class SeededRandom implements RandomSource {
  readonly #seed: string
  #counter = 0
  #pool: Uint8Array = new Uint8Array()

  constructor(seed = 'latchkey') {
    this.#seed = seed
  }

  bytes(length: number): Uint8Array {
    const drawn = new Uint8Array(length)
    for (let filled = 0; filled < length; ) {
      if (this.#pool.length === 0) this.#pool = hash('sha256', `${this.#seed}:${this.#counter++}`, 'buffer')
      const part = this.#pool.subarray(0, length - filled)
      drawn.set(part, filled)
      this.#pool = this.#pool.subarray(part.length)
      filled += part.length
    }
    return drawn
  }

  /** RFC 9562 §5.4. */
  uuid(): string {
    const bytes = this.bytes(16)
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    const digits = Buffer.from(bytes).toString('hex')
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  /** A whole number from 0 to below `bound` (at most 2³²); slightly uneven, which no test minds. */
  below(bound: number): number {
    return Buffer.from(this.bytes(4)).readUInt32BE() % bound
  }

  /** One of the choices. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0]
  }
}
