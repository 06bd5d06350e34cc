import { consolePath } from '../../api/addresses.ts'

/** Where somebody wanted to go, if that is a page of this console; otherwise its beginning. Never another site. */
export function ownPath(next: string | undefined): string {
  const start = `${consolePath}/`
  if (next === undefined || !next.startsWith('/')) return start
  const url = URL.parse(next, location.origin)
  if (url === null || url.origin !== location.origin) return start
  if (url.pathname === consolePath) return start + url.search + url.hash
  const path = url.pathname.startsWith(start) ? url.pathname : consolePath + url.pathname
  return path + url.search + url.hash
}
