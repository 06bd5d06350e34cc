import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import type { AccessKey } from '../ports/access-key-store.ts'

/** How the two kinds of access key begin. */
export const accessKeyPrefixes = { project: 'ory_pat_', workspace: 'ory_wak_' } as const satisfies Record<
  AccessKey['kind'],
  string
>

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SECRET_LENGTH = 43 // 256 bits
const CHECKSUM_LENGTH = 6
const RANDOM_MIN_BYTES = 48
const ACCESS_KEY = /^ory_(?:pat|wak)_[0-9A-Za-z]{49}$/

/**
 * Prefix, 43 base62 characters and the CRC-32 of both in 6 base62 characters. The characters are the last 43 base62 digits
 * of the random number: from 48 bytes on (128 more than the 256 bits needed) none is noticeably likelier than another.
 */
export function formatAccessKey(kind: AccessKey['kind'], random: Uint8Array): string {
  if (random.length < RANDOM_MIN_BYTES) throw new RangeError(`an access key takes at least ${RANDOM_MIN_BYTES} random bytes`)
  const number = BigInt(`0x${Buffer.from(random).toString('hex')}`)
  const checked = accessKeyPrefixes[kind] + base62(number, SECRET_LENGTH)
  return checked + checksumOf(checked)
}

/** By its prefix alone: keys that an operator chose for a first start have no fixed length and no checksum. */
export function accessKeyKindOf(text: string): AccessKey['kind'] | undefined {
  if (text.startsWith(accessKeyPrefixes.project)) return 'project'
  return text.startsWith(accessKeyPrefixes.workspace) ? 'workspace' : undefined
}

/** Whether the text has the form and public checksum of a generated key: what a secret scanner asks. Proves nothing else. */
export function hasAccessKeyChecksum(text: string): boolean {
  if (!ACCESS_KEY.test(text)) return false
  return equalInConstantTime(checksumOf(text.slice(0, -CHECKSUM_LENGTH)), text.slice(-CHECKSUM_LENGTH))
}

/** How an access key is stored and found: SHA-256 of the whole text, base64url. */
export const hashAccessKey = (text: string): string => hash('sha256', text, 'base64url')

const checksumOf = (checked: string): string => base62(BigInt(crc32(checked)), CHECKSUM_LENGTH)

/** The last `length` base62 digits, most significant first. */
function base62(number: bigint, length: number): string {
  let digits = ''
  for (let rest = number; digits.length < length; rest /= 62n) digits = ALPHABET.charAt(Number(rest % 62n)) + digits
  return digits
}
