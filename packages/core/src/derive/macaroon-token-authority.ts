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
  const wantedBits = wanted.map(bitsOfCidr)
  if (held === undefined) return canonicalCidrs(wanted)
  const heldBits = held.map(bitsOfCidr)
  return canonicalCidrs([
    ...wanted.filter((_, index) => startsWithOneOf(wantedBits[index], heldBits)),
    ...held.filter((_, index) => startsWithOneOf(heldBits[index], wantedBits)),
  ])
}

const canonicalCidrs = (cidrs: readonly string[]): readonly string[] => [
  ...new Set(cidrs.map(canonicalCidr).filter((cidr) => cidr !== undefined)),
]

const startsWithOneOf = (bits: string | undefined, prefixes: readonly (string | undefined)[]): boolean =>
  bits !== undefined && prefixes.some((prefix) => prefix !== undefined && bits.startsWith(prefix))

/** The fixed bits of a range as a text behind its address family, so that the inner of two ranges starts with the outer. */
function bitsOfCidr(cidr: string): string | undefined {
  const [base = '', prefixBits] = canonicalCidr(cidr)?.split('/') ?? []
  const words = parseIp(base, { keepMapped: true })
  if (words === undefined) return undefined
  const bits = words.map((word) => word.toString(2).padStart(32, '0')).join('')
  return `${words.length}:${bits.slice(0, Number(prefixBits))}`
}
