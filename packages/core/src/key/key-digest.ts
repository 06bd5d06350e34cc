const BYTES = { sha256: 32, sha512: 64 } as const

/**
 * The digest of a key as it may be written elsewhere: hex in either case, base64 or base64url (RFC 4648), padded or not.
 * Lower-case hex; `undefined` when it is not exactly one digest of that algorithm.
 */
export function parseKeyDigest(text: string, algorithm: keyof typeof BYTES): string | undefined {
  const bytes = BYTES[algorithm]
  if (text.length === bytes * 2) return HEX.test(text) ? text.toLowerCase() : undefined
  const unpadded = text.replace(/={1,2}$/, '')
  if (text.length !== unpadded.length && text.length % 4 !== 0) return undefined
  const canonical = unpadded.replaceAll('+', '-').replaceAll('/', '_')
  const digest = Buffer.from(canonical, 'base64url')
  return digest.length === bytes && digest.toString('base64url') === canonical ? digest.toString('hex') : undefined
}

const HEX = /^[0-9a-f]+$/i
