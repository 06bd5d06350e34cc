import { createCipheriv, createDecipheriv, createHmac, hash, type KeyObject } from 'node:crypto'
import { invalidField } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import type { KeyCursor } from '../ports/key-store.ts'
import { type KeyId, type KeyOrigin, originOf, type ProjectId } from './api-key.ts'

/** The list that a page token belongs to; it opens nowhere else. */
export interface PageBinding {
  /** The project's current HMAC secret. */
  readonly hmacKey: KeyObject
  readonly projectId: ProjectId
  readonly collection: KeyOrigin
  /** The filter text exactly as the caller sent it; empty for none. */
  readonly filter: string
}

const PURPOSE = 'latchkey/page-token/v1'
const SUBKEY_LABEL = 'talos/pagination/v1/cursor-key'
const CIPHER = 'aes-256-gcm'
/** NIST SP 800-38D §8.2: 96 random bits. */
export const PAGE_TOKEN_NONCE_BYTES = 12
const TAG_BYTES = 16

const LAYOUT_VERSION = 1
const ID_OFFSET = 9
const ID_BYTES = { issued: 16, imported: 32 } as const satisfies Record<KeyOrigin, number>
/** The last instant that a date can hold (ECMA-262 §21.4.1.1). */
const INSTANT_MAX = 8_640_000_000_000_000n

/**
 * Seals the place where a page ended: version, creation instant and id in a fixed binary layout, values only, so that even
 * a forger who holds the key cannot name a column or an operator. `nonce` is 12 fresh random bytes.
 */
export function sealPageToken(cursor: KeyCursor, binding: PageBinding, nonce: Uint8Array): string {
  const cipher = createCipheriv(CIPHER, subkeyOf(binding.hmacKey), nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(binding))
  const sealed = Buffer.concat([
    nonce,
    cipher.update(encodeCursor(cursor, binding.collection)),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  return sealed.toString('base64url')
}

/**
 * Opens a page token under the current HMAC secret or one of the retired ones (the caller leaves out those that have
 * expired). Throws `bad_request`, the same for every cause: foreign, tampered, another filter, another collection.
 */
export function openPageToken(text: string, binding: PageBinding, retiredHmacKeys: readonly KeyObject[] = []): KeyCursor {
  const sealed = decodeSealed(text, binding.collection)
  if (sealed !== undefined) {
    for (const hmacKey of [binding.hmacKey, ...retiredHmacKeys]) {
      const cursor = decodeCursor(decrypt(sealed, hmacKey, binding), binding.collection)
      if (cursor !== undefined) return cursor
    }
  }
  throw invalidField('page_token', 'does not belong to this list')
}

function encodeCursor(cursor: KeyCursor, collection: KeyOrigin): Buffer {
  const plain = Buffer.alloc(ID_OFFSET + ID_BYTES[collection])
  plain[0] = LAYOUT_VERSION
  plain.writeBigUInt64BE(BigInt(cursor.createdAt), 1)
  plain.write(cursor.id.replaceAll('-', ''), ID_OFFSET, 'hex')
  return plain
}

function decodeCursor(plain: Buffer | undefined, collection: KeyOrigin): KeyCursor | undefined {
  if (plain?.length !== ID_OFFSET + ID_BYTES[collection] || plain[0] !== LAYOUT_VERSION) return undefined
  const createdAt = plain.readBigUInt64BE(1)
  const id = idText(plain.toString('hex', ID_OFFSET), collection)
  if (createdAt > INSTANT_MAX || originOf(id) !== collection) return undefined
  return { createdAt: Number(createdAt) as Instant, id: id as KeyId }
}

function idText(hex: string, collection: KeyOrigin): string {
  if (collection === 'imported') return hex
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Only the canonical base64url of exactly the right number of bytes. */
function decodeSealed(text: string, collection: KeyOrigin): Buffer | undefined {
  const bytes = PAGE_TOKEN_NONCE_BYTES + ID_OFFSET + ID_BYTES[collection] + TAG_BYTES
  if (text.length !== Math.ceil((bytes * 4) / 3)) return undefined
  const sealed = Buffer.from(text, 'base64url')
  return sealed.length === bytes && sealed.toString('base64url') === text ? sealed : undefined
}

function decrypt(sealed: Buffer, hmacKey: KeyObject, binding: PageBinding): Buffer | undefined {
  const nonce = sealed.subarray(0, PAGE_TOKEN_NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, subkeyOf(hmacKey), nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData(binding))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const plain = decipher.update(sealed.subarray(PAGE_TOKEN_NONCE_BYTES, -TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** The filter enters as a digest, so that no separator inside it can imitate another binding. */
const associatedData = ({ projectId, collection, filter }: PageBinding): Buffer =>
  Buffer.from([PURPOSE, projectId, collection, hash('sha256', filter, 'hex')].join('\0'))

const subkeyOf = (hmacKey: KeyObject): Buffer => createHmac('sha256', hmacKey).update(SUBKEY_LABEL).digest()
