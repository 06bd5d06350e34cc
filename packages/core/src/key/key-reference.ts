import { DomainError } from '../errors/domain-error.ts'
import { type ApiKey, type ImportedKey, type IssuedKey, type KeyId, type KeyOrigin, originOf } from './api-key.ts'

/** Which key a caller means. The id is unchecked text from a path. */
export interface KeyReference {
  readonly id: string
  /** The collection it was named in; `undefined` accepts keys of either origin. */
  readonly origin: KeyOrigin | undefined
}

/** The same for a malformed id, an id of the other collection, a foreign key and one that never existed. */
export const apiKeyNotFound = (): DomainError => new DomainError('api_key_not_found')

/** The id to look up. An id that cannot belong to the collection is refused before any storage is asked. */
export function keyIdIn({ id, origin }: KeyReference): KeyId {
  const actual = originOf(id)
  if (actual === undefined || (origin !== undefined && actual !== origin)) throw apiKeyNotFound()
  return id as KeyId
}

/** Refuses with `api_key_not_found` when nothing was found. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw apiKeyNotFound()
  return value
}

/** The key as one of the collection it was looked up in. */
export function asIssued(apiKey: ApiKey): IssuedKey {
  if (apiKey.origin !== 'issued') throw apiKeyNotFound()
  return apiKey
}

export function asImported(apiKey: ApiKey): ImportedKey {
  if (apiKey.origin !== 'imported') throw apiKeyNotFound()
  return apiKey
}
