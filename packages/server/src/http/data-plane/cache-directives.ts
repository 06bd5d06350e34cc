export interface CacheDirectives {
  readonly readCache: boolean
  readonly writeCache: boolean
}

const USE_CACHE: CacheDirectives = { readCache: true, writeCache: true }
const NO_CACHE: CacheDirectives = { readCache: false, writeCache: true }
const STORE_NOTHING: CacheDirectives = { readCache: false, writeCache: false }

/** RFC 9111 §5.2.1 `no-cache` and `no-store`, and §5.4 `Pragma: no-cache` of HTTP/1.0; anything else changes nothing. */
export function cacheDirectives(cacheControl: string | undefined, pragma: string | undefined): CacheDirectives {
  if (cacheControl === undefined && pragma === undefined) return USE_CACHE
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim())
  if (directives.includes('no-store')) return STORE_NOTHING
  const bypass = directives.includes('no-cache') || pragma?.trim().toLowerCase() === 'no-cache'
  return bypass ? NO_CACHE : USE_CACHE
}
