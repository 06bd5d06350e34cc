/** Chance as an argument. Both methods draw from a cryptographic source. */
export interface RandomSource {
  /** UUID version 4 (RFC 9562 §5.4), lower case. */
  uuid(): string
  bytes(length: number): Uint8Array
}
