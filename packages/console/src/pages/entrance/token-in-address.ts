/** The token of a one-time link, which is taken out of the address bar and the history before anything else happens. */
export function takeTokenOutOfAddress(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
