import type { ApiKey } from '@latchkey/core/key/api-key'

/** RFC 9110 §8.8.3: a strong validator for what a caller may change. */
export const etagOf = ({ version }: Pick<ApiKey, 'version'>): string => `"${version}"`

/**
 * The versions that an `If-Match` accepts (RFC 9110 §13.1.1); `undefined` accepts any. A weak or foreign tag matches no
 * version, since the comparison is strong.
 */
export function versionsOfIfMatch(ifMatch: string | undefined): ReadonlySet<number> | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const tags = ifMatch.split(',').map((tag) => STRONG_TAG.exec(tag.trim())?.[1])
  return new Set(tags.filter((version) => version !== undefined).map(Number))
}

const STRONG_TAG = /^"([1-9][0-9]{0,14})"$/
