/**
 * Whether the held scopes cover every required one.
 *
 * A held scope covers itself. A held wildcard stands only as a whole last segment after a colon: `read:*` covers
 * `read:orders` and `read:orders:eu`, not `read` and not `reader:x`; a lone `*` covers everything. Anywhere else (`re*`,
 * `*:read`) a star is an ordinary character. A required wildcard is covered by an equal or wider wildcard only.
 */
export function coversScopes(held: readonly string[], required: readonly string[]): boolean {
  return required.every((scope) => held.some((candidate) => covers(candidate, scope)))
}

function covers(held: string, required: string): boolean {
  if (held === required || held === '*') return true
  if (!held.endsWith(':*')) return false
  const prefixLength = held.length - 1
  return required.length > prefixLength && required.startsWith(held.slice(0, prefixLength))
}
