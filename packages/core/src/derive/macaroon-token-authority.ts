import type { HolderCaveat } from '../macaroon/holder-caveat.ts'
import { canonicalCidr } from '../verify/ip-restriction.ts'
import { parseIp } from '../verify/ip-restriction-address.ts'
import { coversScopes } from '../verify/scopes.ts'
import type { DerivedTokenClaims } from './derived-token-claims.ts'

/**
 * The claims under one more caveat: authority is intersected, so nothing is ever gained. `undefined` when no address is
 * left from which the token could be used.
 */
export function narrowClaims(claims: DerivedTokenClaims, { exp, nbf, scp, acl }: HolderCaveat): DerivedTokenClaims | undefined {
  const narrowedAcl = acl === undefined ? claims.acl : intersectCidrs(claims.acl, acl)
  if (narrowedAcl?.length === 0) return undefined
  return {
    ...claims,
    exp: Math.min(claims.exp, exp ?? claims.exp),
    nbf: Math.max(claims.nbf, nbf ?? claims.nbf),
    scp: scp === undefined ? claims.scp : intersectScopes(claims.scp, scp),
    ...(narrowedAcl === undefined ? {} : { acl: narrowedAcl }),
  }
}

/** What both lists cover. Two wildcards either nest or have nothing in common, so the inner ones say it exactly. */
export function intersectScopes(held: readonly string[], wanted: readonly string[]): readonly string[] {
  return [...new Set([...coveredBy(held, wanted), ...coveredBy(wanted, held)])]
}

const coveredBy = (wide: readonly string[], scopes: readonly string[]): readonly string[] =>
  scopes.filter((scope) => coversScopes(wide, [scope]))

/** The addresses in both lists. Two CIDR ranges either nest or are disjoint, so the inner ones say it exactly. */
export function intersectCidrs(held: readonly string[] | undefined, wanted: readonly string[]): readonly string[] {
  const wantedRanges = rangesOf(wanted)
  const heldRanges = held === undefined ? wantedRanges : rangesOf(held)
  const inner = [...withinOneOf(heldRanges, wantedRanges), ...withinOneOf(wantedRanges, heldRanges)]
  return [...new Set(inner.map(({ cidr }) => cidr))]
}

interface CidrRange {
  /** Canonical. */
  readonly cidr: string
  /** The fixed bits as a text behind the address family, so that the text of an inner range starts with that of the outer. */
  readonly bits: string
}

const rangesOf = (cidrs: readonly string[]): readonly CidrRange[] => cidrs.map(rangeOf).filter((range) => range !== undefined)

function rangeOf(text: string): CidrRange | undefined {
  const cidr = canonicalCidr(text)
  const [base = '', prefixBits] = cidr?.split('/') ?? []
  const words = parseIp(base, { keepMapped: true })
  if (cidr === undefined || words === undefined) return undefined
  const bits = words.map((word) => word.toString(2).padStart(32, '0')).join('')
  return { cidr, bits: `${words.length}:${bits.slice(0, Number(prefixBits))}` }
}

/** The ranges that lie in one of the outer ones. One look-up per prefix length, since a holder chooses how many there are. */
function withinOneOf(outer: readonly CidrRange[], ranges: readonly CidrRange[]): readonly CidrRange[] {
  const outerBits = new Set(outer.map(({ bits }) => bits))
  const lengths = [...new Set(outer.map(({ bits }) => bits.length))]
  return ranges.filter(({ bits }) => lengths.some((length) => length <= bits.length && outerBits.has(bits.slice(0, length))))
}
