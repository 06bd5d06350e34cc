import { decodeBase58 } from './base58.ts'

/** What an issued key says of itself. Whether it is good only the server knows: the checksum takes the project's secret. */
export interface IssuedKeyReading {
  readonly keyId: string
  readonly issuedAt: Date
  readonly prefix: string
}

// Prefixes may contain `_`, even `_v1_`; neither the identifier nor the checksum can.
const SHAPE = /^([a-zA-Z0-9_]{1,16})_v1_([1-9A-HJ-NP-Za-km-z]{52,67})_([1-9A-HJ-NP-Za-km-z]{32,44})$/
const IDENTIFIER = /^(0|[1-9][0-9]{0,11}):([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/
const CHECKSUM_BYTES = 32

/** Reads `<prefix>_v1_<identifier>_<checksum>` without asking anybody. */
export function readIssuedKey(text: string): IssuedKeyReading | undefined {
  const [, prefix, identifier, checksum] = SHAPE.exec(text) ?? []
  if (prefix === undefined || identifier === undefined || checksum === undefined) return undefined
  if (decodeBase58(checksum)?.length !== CHECKSUM_BYTES) return undefined
  const bytes = decodeBase58(identifier)
  const [, seconds, keyId] = IDENTIFIER.exec(String.fromCharCode(...(bytes ?? []))) ?? []
  if (seconds === undefined || keyId === undefined) return undefined
  return { keyId, issuedAt: new Date(Number(seconds) * 1000), prefix }
}
