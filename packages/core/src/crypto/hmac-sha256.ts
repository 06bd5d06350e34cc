import { hash, type KeyObject } from 'node:crypto'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c

/**
 * HMAC-SHA256 (RFC 2104) with a secret that is used for every request. `createHmac` makes and discards a native object each
 * time, which costs twice as much as both digests together.
 */
export const hmacSha256 = (key: KeyObject, message: Uint8Array): Buffer => padsOf(key).digest(message)

const known = new WeakMap<KeyObject, PaddedKey>()

function padsOf(key: KeyObject): PaddedKey {
  const pads = known.get(key)
  if (pads !== undefined) return pads
  const made = new PaddedKey(key.export())
  known.set(key, made)
  return made
}

/** The key as both digests begin with it; private members, so that nothing prints them. */
class PaddedKey {
  readonly #inner: Uint8Array
  /** Behind the pad is the place of the inner digest. */
  readonly #outer: Uint8Array

  constructor(key: Buffer) {
    const block = new Uint8Array(BLOCK_BYTES)
    block.set(key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key)
    this.#inner = block.map((byte) => byte ^ INNER_PAD)
    this.#outer = new Uint8Array(BLOCK_BYTES + DIGEST_BYTES)
    this.#outer.set(block.map((byte) => byte ^ OUTER_PAD))
  }

  digest(message: Uint8Array): Buffer {
    this.#outer.set(hash('sha256', Buffer.concat([this.#inner, message]), 'buffer'), BLOCK_BYTES)
    return hash('sha256', this.#outer, 'buffer')
  }
}
