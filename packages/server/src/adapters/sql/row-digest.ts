import { hash } from 'node:crypto'
import type { SqlRow } from './sql-database.ts'

const MODULUS = 1n << 256n

/** How many rows there were, and a sum of their SHA-256 hashes in which their order plays no part. */
export class RowDigest {
  #rows = 0
  #sum = 0n

  get rows(): number {
    return this.#rows
  }

  add(row: SqlRow): void {
    this.#rows++
    this.#sum = (this.#sum + BigInt(`0x${hash('sha256', JSON.stringify(row))}`)) % MODULUS
  }

  /** 64 hexadecimal digits. */
  text(): string {
    return this.#sum.toString(16).padStart(64, '0')
  }
}
