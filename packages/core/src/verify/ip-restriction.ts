import { formatIp, type IpAddress, parseIp } from './ip-restriction-address.ts'

/** Canonical CIDR ranges, ready to be asked about canonical addresses. */
export type CidrMatcher = (ip: string) => boolean

interface CidrRange {
  /** The network address: host bits are zero. */
  readonly base: IpAddress
  readonly prefixBits: number
}

const WORD_BITS = 32
const MAPPED_PREFIX_BITS = 96

/**
 * The one spelling of an address: dotted decimal, or RFC 5952. An IPv4-mapped IPv6 address is its IPv4 address.
 * `undefined` for anything else: zone ids, brackets, ports, leading zeros, octal, hexadecimal or short IPv4 forms.
 */
export function canonicalIp(text: string): string | undefined {
  const address = parseIp(text)
  return address === undefined ? undefined : formatIp(address)
}

/**
 * The one spelling of a range (RFC 4632): `10.0.0.5/8` becomes `10.0.0.0/8`, `::ffff:10.0.0.0/104` too. `undefined` without
 * a mask or when either part is malformed.
 */
export function canonicalCidr(text: string): string | undefined {
  const range = parseCidr(text)
  return range === undefined ? undefined : `${formatIp(range.base)}/${range.prefixBits}`
}

/** Compiles ranges once. A range that does not parse matches nothing. */
export function makeCidrMatcher(cidrs: readonly string[]): CidrMatcher {
  const ranges = cidrs.map(parseCidr).filter((range) => range !== undefined)
  return (ip) => {
    const address = parseIp(ip)
    return address !== undefined && ranges.some((range) => contains(range, address))
  }
}

// The list object of a cached key stays the same for all its verifications, and is collected together with it.
const matchers = new WeakMap<readonly string[], CidrMatcher>()

/**
 * Whether a key with this allow-list may be used from this address. No list: from anywhere. With a list, an unknown
 * address is refused. IPv4 addresses match IPv4 ranges only and IPv6 addresses IPv6 ranges only. The list must not change.
 */
export function mayUseFrom(allowedCidrs: readonly string[] | undefined, clientIp: string | undefined): boolean {
  if (allowedCidrs === undefined) return true
  if (clientIp === undefined) return false
  let matcher = matchers.get(allowedCidrs)
  if (matcher === undefined) {
    matcher = makeCidrMatcher(allowedCidrs)
    matchers.set(allowedCidrs, matcher)
  }
  return matcher(clientIp)
}

function parseCidr(text: string): CidrRange | undefined {
  const slash = text.indexOf('/')
  if (slash === -1) return undefined
  const writtenBits = parsePrefixBits(text.slice(slash + 1))
  const addressText = text.slice(0, slash)
  const mapped = addressText.includes(':')
  const address = parseIp(addressText, { keepMapped: true })
  if (address === undefined || writtenBits === undefined || writtenBits > address.length * WORD_BITS) return undefined
  const ipv4 = mapped && writtenBits >= MAPPED_PREFIX_BITS ? parseIp(addressText) : undefined
  if (ipv4?.length === 1) return masked(ipv4, writtenBits - MAPPED_PREFIX_BITS)
  return masked(address, writtenBits)
}

function parsePrefixBits(text: string): number | undefined {
  return /^(?:0|[1-9][0-9]{0,2})$/.test(text) ? Number(text) : undefined
}

function masked(address: IpAddress, prefixBits: number): CidrRange {
  return { base: address.map((word, index) => (word & maskOfWord(prefixBits, index)) >>> 0), prefixBits }
}

function contains(range: CidrRange, address: IpAddress): boolean {
  if (range.base.length !== address.length) return false
  return range.base.every((word, index) => ((address[index] ?? 0) & maskOfWord(range.prefixBits, index)) >>> 0 === word)
}

/** The part of a prefix that falls on one 32-bit word. */
function maskOfWord(prefixBits: number, index: number): number {
  const bits = Math.min(WORD_BITS, Math.max(0, prefixBits - index * WORD_BITS))
  // `<<` takes its distance modulo 32, so a distance of 32 would shift nothing.
  return bits === 0 ? 0 : (-1 << (WORD_BITS - bits)) >>> 0
}
