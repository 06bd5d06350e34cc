import type { KeyObject } from 'node:crypto'
import { decodeBase58, encodeBase58 } from '../crypto/base58.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import { hmacSha256 } from '../crypto/hmac-sha256.ts'
import type { KeyId } from '../key/api-key.ts'

/** The parts of an issued key that is well formed; whether we made it is what the checksum tells. */
export interface ParsedIssuedKey {
  readonly prefix: string
  readonly keyId: KeyId
  readonly issuedAtSeconds: number
  /** What the checksum covers: everything before it, `_` included. */
  readonly signedText: string
  /** 32 bytes. Secret: together with `signedText` it is the credential. */
  readonly checksum: Uint8Array
}

export interface IssuedKeyParts {
  /** `[a-zA-Z0-9_]{1,16}` */
  readonly prefix: string
  /** A UUID version 4, lower case. */
  readonly keyId: KeyId
  /** Whole seconds since the Unix epoch. */
  readonly issuedAtSeconds: number
}

const VERSION = '_v1_'
const CHECKSUM_BYTES = 32
const PREFIX_MAX_LENGTH = 16
// Base58 of `0:<uuid>` and of twelve digits with a UUID; of 32 bytes, all zero or not.
const IDENTIFIER_MIN_LENGTH = 52
const IDENTIFIER_MAX_LENGTH = 67
const CHECKSUM_MIN_LENGTH = 32
const CHECKSUM_MAX_LENGTH = 44
const MIN_LENGTH = 1 + VERSION.length + IDENTIFIER_MIN_LENGTH + 1 + CHECKSUM_MIN_LENGTH
const MAX_LENGTH = PREFIX_MAX_LENGTH + VERSION.length + IDENTIFIER_MAX_LENGTH + 1 + CHECKSUM_MAX_LENGTH

const PREFIX = /^[a-zA-Z0-9_]{1,16}$/
const IDENTIFIER = /^(?:0|[1-9][0-9]{0,11}):[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const UUID_LENGTH = 36

/** `<prefix>_v1_<identifier>_<checksum>`; throws a `RangeError` on parts that would not parse again. */
export function formatIssuedKey({ prefix, keyId, issuedAtSeconds }: IssuedKeyParts, hmacKey: KeyObject): string {
  const identifier = `${issuedAtSeconds}:${keyId}`
  if (!PREFIX.test(prefix) || !IDENTIFIER.test(identifier)) throw new RangeError('not the parts of an issued key')
  const signedText = `${prefix}${VERSION}${encodeBase58(Buffer.from(identifier, 'latin1'))}_`
  return signedText + encodeBase58(checksumOf(signedText, hmacKey))
}

/**
 * Reads a key of the form `<prefix>_v1_<identifier>_<checksum>`, or says `undefined`. Only canonical spellings pass, so that
 * one key is one text. Read from the right: neither identifier nor checksum can contain `_`, so the last two `_` end the
 * identifier and the version, and whatever precedes `_v1_` is the prefix, even one that itself contains `_v1_`.
 */
export function parseIssuedKey(text: string): ParsedIssuedKey | undefined {
  if (text.length < MIN_LENGTH || text.length > MAX_LENGTH) return undefined
  const checksumStart = text.lastIndexOf('_') + 1
  const identifierStart = text.lastIndexOf('_', checksumStart - 2) + 1
  if (!text.startsWith(VERSION, identifierStart - VERSION.length)) return undefined
  const prefix = text.slice(0, identifierStart - VERSION.length)
  if (!PREFIX.test(prefix)) return undefined
  const identifier = parseIdentifier(text.slice(identifierStart, checksumStart - 1))
  if (identifier === undefined) return undefined
  const checksum = parseChecksum(text.slice(checksumStart))
  if (checksum === undefined) return undefined
  return { prefix, ...identifier, signedText: text.slice(0, checksumStart), checksum }
}

/** Whether this HMAC secret made the key; takes the same time wherever the checksum is wrong. */
export const checksumMatches = ({ signedText, checksum }: ParsedIssuedKey, hmacKey: KeyObject): boolean =>
  equalInConstantTime(checksum, checksumOf(signedText, hmacKey))

function parseIdentifier(text: string): Pick<ParsedIssuedKey, 'keyId' | 'issuedAtSeconds'> | undefined {
  if (text.length < IDENTIFIER_MIN_LENGTH || text.length > IDENTIFIER_MAX_LENGTH) return undefined
  const bytes = decodeBase58(text)
  if (bytes === undefined) return undefined
  const identifier = bytes.toString('latin1')
  if (!IDENTIFIER.test(identifier)) return undefined
  return { keyId: identifier.slice(-UUID_LENGTH) as KeyId, issuedAtSeconds: Number(identifier.slice(0, -UUID_LENGTH - 1)) }
}

function parseChecksum(text: string): Uint8Array | undefined {
  if (text.length < CHECKSUM_MIN_LENGTH || text.length > CHECKSUM_MAX_LENGTH) return undefined
  const bytes = decodeBase58(text)
  return bytes?.length === CHECKSUM_BYTES ? bytes : undefined
}

const checksumOf = (signedText: string, hmacKey: KeyObject): Uint8Array => hmacSha256(hmacKey, Buffer.from(signedText, 'latin1'))
