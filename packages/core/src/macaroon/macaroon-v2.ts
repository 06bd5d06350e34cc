import { createHmac } from 'node:crypto'

/** A condition in a macaroon. Without `verificationId` it is of the first party. */
export interface MacaroonCaveat {
  readonly location: Uint8Array | undefined
  readonly identifier: Uint8Array
  /** Marks a caveat that a third party discharges. */
  readonly verificationId: Uint8Array | undefined
}

/** A macaroon as it travels. The signature is the key for adding caveats: whoever has it holds the macaroon. */
export interface Macaroon {
  /** A hint that nothing protects. */
  readonly location: Uint8Array | undefined
  readonly identifier: Uint8Array
  readonly caveats: readonly MacaroonCaveat[]
  readonly signature: Uint8Array
}

const VERSION = 2
const END_OF_SECTION = 0
const FIELD = { location: 1, identifier: 2, verificationId: 4, signature: 6 } as const
const SIGNATURE_BYTES = 32
const KEY_GENERATOR = Buffer.from('macaroons-key-generator'.padEnd(32, '\0'), 'latin1')

/** What a root key of any length is turned into before anything is signed: the same for all its macaroons. Secret. */
export const chainKeyOf = (rootKey: Uint8Array): Uint8Array => hmac(KEY_GENERATOR, rootKey)

/** A new macaroon under a root key of any length. */
export function createMacaroon(rootKey: Uint8Array, identifier: Uint8Array): Macaroon {
  return { location: undefined, identifier, caveats: [], signature: hmac(chainKeyOf(rootKey), identifier) }
}

/** The macaroon with one more first-party caveat. Needs no root key. */
export function addFirstPartyCaveat(macaroon: Macaroon, identifier: Uint8Array): Macaroon {
  const caveat = { location: undefined, identifier, verificationId: undefined }
  return { ...macaroon, caveats: [...macaroon.caveats, caveat], signature: hmac(macaroon.signature, identifier) }
}

/** The signature that a macaroon with these first-party caveats must have. */
export const firstPartySignature = (rootKey: Uint8Array, macaroon: Omit<Macaroon, 'signature'>): Uint8Array =>
  chainedSignature(chainKeyOf(rootKey), macaroon)

/** The same from the root key's chain key, for who checks many macaroons under one root key. */
export function chainedSignature(chainKey: Uint8Array, { identifier, caveats }: Omit<Macaroon, 'signature'>): Uint8Array {
  return caveats.reduce<Uint8Array>((signature, caveat) => hmac(signature, caveat.identifier), hmac(chainKey, identifier))
}

/** The libmacaroons V2 binary format. */
export function encodeMacaroon({ location, identifier, caveats, signature }: Macaroon): Buffer {
  return Buffer.concat([
    Buffer.of(VERSION),
    ...optionalField(FIELD.location, location),
    ...field(FIELD.identifier, identifier),
    Buffer.of(END_OF_SECTION),
    ...caveats.flatMap(encodeCaveat),
    Buffer.of(END_OF_SECTION),
    ...field(FIELD.signature, signature),
  ])
}

/** Reads the V2 binary format, or says `undefined`. Only the bytes that encoding gives pass: minimal lengths, nothing behind. */
export function decodeMacaroon(bytes: Uint8Array): Macaroon | undefined {
  const reader = new FieldReader(bytes)
  if (!reader.takeByte(VERSION)) return undefined
  const location = reader.takeField(FIELD.location)
  const identifier = reader.takeField(FIELD.identifier)
  if (identifier === undefined || !reader.takeByte(END_OF_SECTION)) return undefined
  const caveats: MacaroonCaveat[] = []
  while (!reader.takeByte(END_OF_SECTION)) {
    const caveat = takeCaveat(reader)
    if (caveat === undefined) return undefined
    caveats.push(caveat)
  }
  const signature = reader.takeField(FIELD.signature)
  if (signature?.length !== SIGNATURE_BYTES || !reader.isAtEnd()) return undefined
  return { location, identifier, caveats, signature }
}

function takeCaveat(reader: FieldReader): MacaroonCaveat | undefined {
  const location = reader.takeField(FIELD.location)
  const identifier = reader.takeField(FIELD.identifier)
  const verificationId = reader.takeField(FIELD.verificationId)
  if (identifier === undefined || !reader.takeByte(END_OF_SECTION)) return undefined
  return { location, identifier, verificationId }
}

const encodeCaveat = ({ location, identifier, verificationId }: MacaroonCaveat): Uint8Array[] => [
  ...optionalField(FIELD.location, location),
  ...field(FIELD.identifier, identifier),
  ...optionalField(FIELD.verificationId, verificationId),
  Buffer.of(END_OF_SECTION),
]

const optionalField = (type: number, content: Uint8Array | undefined): Uint8Array[] =>
  content === undefined ? [] : field(type, content)

const field = (type: number, content: Uint8Array): Uint8Array[] => [Buffer.of(type, ...varint(content.length)), content]

/** Seven bits a byte, least significant first; all bytes but the last have the top bit set. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  bytes.push(rest)
  return bytes
}

// Four bytes hold lengths up to 2^28: more than any macaroon, and exact in 32-bit arithmetic.
const VARINT_MAX_BYTES = 4

/** Takes what it is asked for, or takes nothing. */
class FieldReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  isAtEnd(): boolean {
    return this.#position === this.#bytes.length
  }

  takeByte(byte: number): boolean {
    const isNext = this.#bytes[this.#position] === byte
    if (isNext) this.#position++
    return isNext
  }

  takeField(type: number): Uint8Array | undefined {
    if (this.#bytes[this.#position] !== type) return undefined
    const length = this.#lengthAt(this.#position + 1)
    if (length === undefined || length.contentStart + length.value > this.#bytes.length) return undefined
    this.#position = length.contentStart + length.value
    return this.#bytes.subarray(length.contentStart, this.#position)
  }

  #lengthAt(start: number): { readonly value: number; readonly contentStart: number } | undefined {
    let value = 0
    for (let place = 0; place < VARINT_MAX_BYTES; place++) {
      const byte = this.#bytes[start + place]
      if (byte === undefined) return undefined
      value |= (byte & 0x7f) << (7 * place)
      // A last byte of zero adds nothing: the same length has a shorter spelling.
      if (byte < 0x80) return byte === 0 && place > 0 ? undefined : { value, contentStart: start + place + 1 }
    }
    return undefined
  }
}

const hmac = (key: Uint8Array, message: Uint8Array): Buffer => createHmac('sha256', key).update(message).digest()
