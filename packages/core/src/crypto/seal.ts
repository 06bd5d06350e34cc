import { createCipheriv, createDecipheriv } from 'node:crypto'

/** AES-256-GCM (NIST SP 800-38D): bytes of a key, of a nonce and of an authentication tag. */
export const SEAL_KEY_BYTES = 32
export const SEAL_NONCE_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'

/** Says which algorithm and layout follow, so that another can be added without guessing. */
const HEADER = 'v1.'

/**
 * Encrypts and authenticates. `context` says what the plaintext is and whose; the same context must be given to open it, so
 * that a sealed value moved to another row does not open. `nonce` must be random and never be used twice with one key.
 * Throws RangeError on a key or nonce of the wrong length.
 */
export function seal(plaintext: Uint8Array, key: Uint8Array, context: string, nonce: Uint8Array): string {
  requireLength('key', key, SEAL_KEY_BYTES)
  requireLength('nonce', nonce, SEAL_NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(context))
  const sealed = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return HEADER + sealed.toString('base64url')
}

/**
 * The plaintext, or `undefined` when the text was not sealed by us under this key for this context, or was altered since.
 * Throws RangeError on a key of the wrong length.
 */
export function openSealed(sealed: string, key: Uint8Array, context: string): Uint8Array | undefined {
  requireLength('key', key, SEAL_KEY_BYTES)
  const bytes = decode(sealed)
  if (bytes === undefined || bytes.length < SEAL_NONCE_BYTES + TAG_BYTES) return undefined
  const tagStart = bytes.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, SEAL_NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData(context))
  decipher.setAuthTag(bytes.subarray(tagStart))
  const plaintext = decipher.update(bytes.subarray(SEAL_NONCE_BYTES, tagStart))
  try {
    return Buffer.concat([plaintext, decipher.final()])
  } catch {
    // `final` throws for one reason only: the tag does not match. What was decrypted so far must not leave.
    plaintext.fill(0)
    return undefined
  }
}

/** The header is authenticated too, so a value cannot be passed off as one of another version. */
const associatedData = (context: string): Buffer => Buffer.from(`latchkey/seal/${HEADER}\0${context}`, 'utf8')

/** Canonical base64url only: one sealed value has one text. */
function decode(sealed: string): Buffer | undefined {
  if (!sealed.startsWith(HEADER)) return undefined
  const text = sealed.slice(HEADER.length)
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new RangeError(`a seal ${what} has ${length} bytes`)
}
