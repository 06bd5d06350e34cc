import { createHmac, type KeyObject } from 'node:crypto'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import { readHolderCaveat } from '../macaroon/holder-caveat.ts'
import { formatMacaroon, MACAROON_MAX_LENGTH, parseMacaroon } from '../macaroon/macaroon-text.ts'
import {
  addFirstPartyCaveat,
  chainedSignature,
  chainKeyOf,
  createMacaroon,
  type Macaroon,
  type MacaroonCaveat,
} from '../macaroon/macaroon-v2.ts'
import {
  claimsHold,
  claimsTooLong,
  type DerivedTokenClaims,
  readDerivedTokenClaims,
  type TokenExpectations,
} from './derived-token-claims.ts'
import { parseJsonBytes } from './jwt-signature.ts'
import { narrowClaims } from './macaroon-token-authority.ts'

export interface MacaroonExpectations extends TokenExpectations {
  /** The configured prefix that the token begins with. */
  readonly prefix: string
  /** The project's current and retired HMAC secrets. */
  readonly hmacKeys: readonly KeyObject[]
}

const ROOT_KEY_PURPOSE = 'talos/macaroon/v1/root-key'

/** What all macaroons of a project are made from: HMAC-SHA256(hmac secret, purpose). Secret. */
export const macaroonRootKey = (hmacKey: KeyObject): Uint8Array => createHmac('sha256', hmacKey).update(ROOT_KEY_PURPOSE).digest()

/**
 * A macaroon token: its identifier is the claim `jti`, its only caveat the claim set, and there is no location. Throws
 * `bad_request` when the claims make it longer than `verifyMacaroon` reads.
 */
export function mintMacaroon(claims: DerivedTokenClaims, prefix: string, hmacKey: KeyObject): string {
  const bare = createMacaroon(macaroonRootKey(hmacKey), Buffer.from(claims.jti))
  const text = formatMacaroon(prefix, addFirstPartyCaveat(bare, Buffer.from(JSON.stringify(claims))))
  if (text.length > MACAROON_MAX_LENGTH) throw claimsTooLong(MACAROON_MAX_LENGTH)
  return text
}

/**
 * The claims of a macaroon that we minted for this project and that is good now, narrowed by every caveat its holders added;
 * `undefined` for every other text. A caveat that we do not know or cannot apply refuses the token, and so do third-party
 * caveats and locations, which we never write and which a signature does not protect.
 */
export function verifyMacaroon(
  text: string,
  { prefix, hmacKeys, ...expectations }: MacaroonExpectations,
): DerivedTokenClaims | undefined {
  const macaroon = parseMacaroon(text, prefix)
  if (macaroon === undefined || !isPlain(macaroon)) return undefined
  if (!hmacKeys.some((hmacKey) => isSignedUnder(hmacKey, macaroon))) return undefined
  const [claimSet, ...holderCaveats] = macaroon.caveats
  const minted = claimSet === undefined ? undefined : readClaims(claimSet, macaroon)
  if (minted === undefined) return undefined
  const claims = holderCaveats.reduce<DerivedTokenClaims | undefined>(narrowedBy, minted)
  return claims !== undefined && claimsHold(claims, expectations) ? claims : undefined
}

const isPlain = ({ location, caveats }: Macaroon): boolean =>
  location === undefined && caveats.every((caveat) => caveat.location === undefined && caveat.verificationId === undefined)

const isSignedUnder = (hmacKey: KeyObject, macaroon: Macaroon): boolean =>
  equalInConstantTime(macaroon.signature, chainedSignature(chainKeyUnder(hmacKey), macaroon))

const chainKeys = new WeakMap<KeyObject, Uint8Array>()

/** Computed once for as long as the project holds the secret. */
function chainKeyUnder(hmacKey: KeyObject): Uint8Array {
  const known = chainKeys.get(hmacKey)
  if (known !== undefined) return known
  const chainKey = chainKeyOf(macaroonRootKey(hmacKey))
  chainKeys.set(hmacKey, chainKey)
  return chainKey
}

function readClaims(claimSet: MacaroonCaveat, { identifier }: Macaroon): DerivedTokenClaims | undefined {
  const json = parseJsonBytes(claimSet.identifier)
  const claims = json === undefined ? undefined : readDerivedTokenClaims(json, 'macaroon')
  return claims !== undefined && Buffer.from(claims.jti).equals(identifier) ? claims : undefined
}

function narrowedBy(claims: DerivedTokenClaims | undefined, caveat: MacaroonCaveat): DerivedTokenClaims | undefined {
  const json = parseJsonBytes(caveat.identifier)
  const holderCaveat = json === undefined ? undefined : readHolderCaveat(json)
  return claims === undefined || holderCaveat === undefined ? undefined : narrowClaims(claims, holderCaveat)
}
