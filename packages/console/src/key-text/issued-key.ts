import { decodeBase58 } from './base58.ts'

/** What an issued key tells about itself. Whether it is genuine only the server can say. */
export interface ReadIssuedKey {
  readonly prefix: string
  /** A UUID. */
  readonly keyId: string
  readonly issuedAt: Date
}

const SHAPE = /^([a-zA-Z0-9_]{1,16})_v1_([1-9A-HJ-NP-Za-km-z]{52,67})_([1-9A-HJ-NP-Za-km-z]{32,44})$/
const IDENTIFIER = /^(0|[1-9][0-9]{0,11}):([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/
const CHECKSUM_BYTES = 32

/** Reads `<prefix>_v1_<identifier>_<checksum>` where it stands: nothing is sent, nothing is kept. */
export function readIssuedKey(text: string): ReadIssuedKey | undefined {
  const [, prefix, identifier, checksum] = SHAPE.exec(text.trim()) ?? []
  if (prefix === undefined || identifier === undefined || checksum === undefined) return undefined
  if (decodeBase58(checksum)?.length !== CHECKSUM_BYTES) return undefined
  const [, seconds, keyId] = IDENTIFIER.exec(asciiOf(decodeBase58(identifier))) ?? []
  if (seconds === undefined || keyId === undefined) return undefined
  return { prefix, keyId, issuedAt: new Date(Number(seconds) * 1000) }
}

const asciiOf = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes ?? []))
