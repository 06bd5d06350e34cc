import { decodeMacaroon, encodeMacaroon, type Macaroon } from './macaroon-v2.ts'

/** Longest token we look at, in characters. */
export const MACAROON_MAX_LENGTH = 8 * 1024
/** Conditions one token may carry, the claim set included. */
export const MACAROON_MAX_CAVEATS = 32

const VERSION = '_v1_'
const PREFIX = /^[a-zA-Z0-9_]{1,8}$/
const PREFIX_MAX_LENGTH = 8

/** `<prefix>_v1_<base64url of the V2 binary, without padding>` */
export const formatMacaroon = (prefix: string, macaroon: Macaroon): string =>
  `${prefix}${VERSION}${encodeMacaroon(macaroon).toString('base64url')}`

/** Reads a token with this prefix, or says `undefined`. Only the spelling that `formatMacaroon` gives passes. */
export function parseMacaroon(text: string, prefix: string): Macaroon | undefined {
  const start = prefix.length + VERSION.length
  if (text.length > MACAROON_MAX_LENGTH || !text.startsWith(prefix + VERSION)) return undefined
  const body = text.slice(start)
  const bytes = Buffer.from(body, 'base64url')
  if (bytes.toString('base64url') !== body) return undefined
  const macaroon = decodeMacaroon(bytes)
  return macaroon !== undefined && macaroon.caveats.length <= MACAROON_MAX_CAVEATS ? macaroon : undefined
}

/**
 * The prefix of a token, when nobody says which are configured. A prefix may itself contain `_v1_`, and so may base64url, so
 * the longest one whose rest is a macaroon is meant.
 */
export function macaroonPrefixOf(text: string): string | undefined {
  for (let at = text.lastIndexOf(VERSION, PREFIX_MAX_LENGTH); at > 0; at = text.lastIndexOf(VERSION, at - 1)) {
    const prefix = text.slice(0, at)
    if (PREFIX.test(prefix) && parseMacaroon(text, prefix) !== undefined) return prefix
  }
  return undefined
}
