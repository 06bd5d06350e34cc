/**
 * What a request is for, as far as method and path tell. Under overload they are not alike: whoever takes an access away must
 * always get through, and whoever asks how the server is must always be told.
 */
export type RequestClass = 'health' | 'revocation' | 'self_revocation' | 'verification' | 'administration'

/** By their index: counting by class needs no lookup. */
export const requestClasses = ['health', 'revocation', 'self_revocation', 'verification', 'administration'] as const

/** Custom methods and last steps of paths that take an access away. */
const TAKES_AWAY: ReadonlySet<string> = new Set([
  'revoke',
  'bulkRevoke',
  'suspend',
  'rotate',
  'rotate-secret',
  'rotate-hmac-secret',
  'rotate-signing-key',
  'logout',
])
const DATA_PLANE: ReadonlySet<string> = new Set(['verify', 'batchVerify', 'derive', 'jwks.json'])

/** `url` is the path below the project, with its query. Costs less than a microsecond: it is asked of every request. */
export function classOf(method: string | undefined, url: string): RequestClass {
  // What is asked thousands of times more often than anything else.
  if (url === '/v2alpha1/admin/apiKeys:verify' && method === 'POST') return 'verification'
  if (method === 'DELETE') return 'revocation'
  const last = lastStep(url)
  if (method === 'POST') {
    if (last === 'selfRevoke') return 'self_revocation'
    if (TAKES_AWAY.has(last)) return 'revocation'
  }
  if (DATA_PLANE.has(last)) return 'verification'
  return url.startsWith('/health/') || url === '/version' ? 'health' : 'administration'
}

/** What follows the last `:` or `/` of the path. */
function lastStep(url: string): string {
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)
}
