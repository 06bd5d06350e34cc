import { hash, type KeyObject } from 'node:crypto'
import { CURSOR_NONCE_BYTES, openCursor, sealCursor } from '../crypto/sealed-cursor.ts'
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
export const PAGE_TOKEN_NONCE_BYTES = CURSOR_NONCE_BYTES

const LAYOUT_VERSION = 1
const ID_OFFSET = 9
const ID_BYTES = { issued: 16, imported: 32 } as const satisfies Record<KeyOrigin, number>
/** The last instant that a date can hold (ECMA-262 §21.4.1.1). */
const INSTANT_MAX = 8_640_000_000_000_000n

/**
 * Seals the place where a page ended: version, creation instant and id in a fixed binary layout, values only, so that even
 * a forger who holds the key cannot name a column or an operator. `nonce` is 12 fresh random bytes.
 */
export const sealPageToken = (cursor: KeyCursor, binding: PageBinding, nonce: Uint8Array): string =>
  sealCursor(encodeCursor(cursor, binding.collection), associatedData(binding), binding.hmacKey, nonce)

/**
 * Opens a page token under the current HMAC secret or one of the retired ones (the caller leaves out those that have
 * expired). Throws `bad_request`, the same for every cause: foreign, tampered, another filter, another collection.
 */
export function openPageToken(text: string, binding: PageBinding, retiredHmacKeys: readonly KeyObject[] = []): KeyCursor {
  const { collection, hmacKey } = binding
  const plain = openCursor(text, ID_OFFSET + ID_BYTES[collection], associatedData(binding), [hmacKey, ...retiredHmacKeys])
  const cursor = decodeCursor(plain, collection)
  if (cursor === undefined) throw invalidField('page_token', 'does not belong to this list')
  return cursor
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

/** The filter enters as a digest, so that no separator inside it can imitate another binding. */
const associatedData = ({ projectId, collection, filter }: PageBinding): Buffer =>
  Buffer.from([PURPOSE, projectId, collection, hash('sha256', filter, 'hex')].join('\0'))
