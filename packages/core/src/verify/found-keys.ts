import type { ApiKey, KeyId } from '../key/api-key.ts'

/**
 * The key that counts when one imported credential was imported in several ways (raw, by digest): a revoked one outranks
 * the others, so that importing a credential again in another way cannot revive it; then the order of the ids decides.
 */
export function strictestKey(ids: readonly KeyId[], found: ReadonlyMap<KeyId, ApiKey>): ApiKey | undefined {
  const keys = ids.map((id) => found.get(id)).filter((key) => key !== undefined)
  return keys.find((key) => key.revocation !== undefined) ?? keys[0]
}
