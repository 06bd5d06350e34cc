import { type HolderCaveat, readHolderCaveat } from './holder-caveat.ts'
import { formatMacaroon, MACAROON_MAX_CAVEATS, MACAROON_MAX_LENGTH, macaroonPrefixOf, parseMacaroon } from './macaroon-text.ts'
import { addFirstPartyCaveat } from './macaroon-v2.ts'

/**
 * A narrower token out of a macaroon token, offline and without any secret of the server. Whoever gets the result cannot
 * get back to the original. Throws a `RangeError` when the token is no macaroon, when the caveat has no member or one that
 * servers would refuse, and when the result would be too long or carry too many caveats.
 */
export function attenuateMacaroon(token: string, caveat: HolderCaveat): string {
  const prefix = macaroonPrefixOf(token)
  const macaroon = prefix === undefined ? undefined : parseMacaroon(token, prefix)
  if (prefix === undefined || macaroon === undefined) throw new RangeError('token: is not a macaroon')
  // Through JSON and back, so that it is judged as a server will read it.
  const text = JSON.stringify(caveat)
  if (readHolderCaveat(JSON.parse(text)) === undefined)
    throw new RangeError('caveat: must hold exp, nbf, scp or acl, and nothing else')
  const narrowed = formatMacaroon(prefix, addFirstPartyCaveat(macaroon, Buffer.from(text)))
  if (macaroon.caveats.length >= MACAROON_MAX_CAVEATS)
    throw new RangeError(`caveat: must be one of at most ${MACAROON_MAX_CAVEATS}`)
  if (narrowed.length > MACAROON_MAX_LENGTH)
    throw new RangeError(`caveat: makes the token longer than ${MACAROON_MAX_LENGTH} characters`)
  return narrowed
}
