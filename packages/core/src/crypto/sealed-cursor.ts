import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto'

const SUBKEY_LABEL = 'talos/pagination/v1/cursor-key'
const CIPHER = 'aes-256-gcm'
/** NIST SP 800-38D §8.2: 96 random bits. */
export const CURSOR_NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals the place where a page ended, so that a caller can hand it back and do nothing else with it. `associatedData` names
 * the list; `nonce` is 12 fresh random bytes. base64url.
 */
export function sealCursor(plain: Uint8Array, associatedData: Uint8Array, hmacKey: KeyObject, nonce: Uint8Array): string {
  const cipher = createCipheriv(CIPHER, subkeyOf(hmacKey), nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/**
 * What was sealed under one of the keys for this list. `undefined` for anything else: text that is not canonical, of another
 * length than `plainBytes` makes, of another list, tampered with.
 */
export function openCursor(
  text: string,
  plainBytes: number,
  associatedData: Uint8Array,
  hmacKeys: readonly KeyObject[],
): Buffer | undefined {
  const sealed = decodeSealed(text, CURSOR_NONCE_BYTES + plainBytes + TAG_BYTES)
  if (sealed === undefined) return undefined
  for (const hmacKey of hmacKeys) {
    const plain = decrypt(sealed, associatedData, hmacKey)
    if (plain !== undefined) return plain
  }
  return undefined
}

/** Only the canonical base64url of exactly the right number of bytes. */
function decodeSealed(text: string, bytes: number): Buffer | undefined {
  if (text.length !== Math.ceil((bytes * 4) / 3)) return undefined
  const sealed = Buffer.from(text, 'base64url')
  return sealed.length === bytes && sealed.toString('base64url') === text ? sealed : undefined
}

function decrypt(sealed: Buffer, associatedData: Uint8Array, hmacKey: KeyObject): Buffer | undefined {
  const nonce = sealed.subarray(0, CURSOR_NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, subkeyOf(hmacKey), nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData)
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const plain = decipher.update(sealed.subarray(CURSOR_NONCE_BYTES, -TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

const subkeyOf = (hmacKey: KeyObject): Buffer => createHmac('sha256', hmacKey).update(SUBKEY_LABEL).digest()
