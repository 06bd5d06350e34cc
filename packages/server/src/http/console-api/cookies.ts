/** How long a browser keeps a cookie, in seconds; 0 removes it. */
export interface CookieToSet {
  readonly value: string
  readonly maxAgeSeconds: number
}

/** A cookie of ours: its name on plain HTTP. Over TLS it gets a prefix that no other host can write (RFC 6265bis §4.1.3.2). */
export interface CookieKind {
  readonly name: string
  /** The shape of every value we set. */
  readonly value: RegExp
}

export const sessionCookie: CookieKind = { name: 'console', value: /^[A-Za-z0-9_-]{43}$/ }
/** What must be remembered while somebody is at the OpenID provider. */
export const signInCookie: CookieKind = { name: 'console-oidc', value: /^[A-Za-z0-9._-]{1,3800}$/ }

const nameOf = ({ name }: CookieKind, isSecure: boolean): string => (isSecure ? `__Host-${name}` : name)

/**
 * The value of a `Set-Cookie` header. Browsers refuse `Secure` on plain HTTP, and so would lose the session there. `Lax`, because
 * people come back from their provider with a navigation that another site began.
 */
export function setCookie(kind: CookieKind, { value, maxAgeSeconds }: CookieToSet, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : ''
  return `${nameOf(kind, isSecure)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`
}

export const clearCookie = (kind: CookieKind, isSecure: boolean): string =>
  setCookie(kind, { value: '', maxAgeSeconds: 0 }, isSecure)

/**
 * The value of a cookie in the whole `Cookie` header (RFC 6265 §5.4). `undefined` when it is absent, malformed or given
 * twice: somebody else wrote one of them. Over TLS only the name with the prefix counts.
 */
export function readCookie(kind: CookieKind, header: string | undefined, isSecure: boolean): string | undefined {
  const name = `${nameOf(kind, isSecure)}=`
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name))
  const [pair] = values
  const value = pair?.slice(name.length)
  return values.length === 1 && value !== undefined && kind.value.test(value) ? value : undefined
}
