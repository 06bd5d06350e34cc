import { canonicalIp, makeCidrMatcher } from '../verify/ip-restriction.ts'

// IANA special-purpose registries (RFC 6890 and its updates), multicast (RFC 5771), and what is reserved.
const isSpecialIpv4 = makeCidrMatcher([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])
/** Global unicast (RFC 4291 §2.4), all that is given out so far. */
const isGlobalIpv6 = makeCidrMatcher(['2000::/3'])
// Within it: Teredo and other protocol assignments, documentation, 6to4 (which carries any IPv4 address).
const isSpecialIpv6 = makeCidrMatcher(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** The address of the metadata service of a cloud, which is a global one there. */
const isMetadataService = makeCidrMatcher(['168.63.129.16/32'])

/**
 * Whether an address belongs to the public internet: not to this machine, a private or link-local network, a metadata
 * service, carrier-grade NAT, multicast or documentation. An IPv4-mapped IPv6 address counts as its IPv4 address; text that is
 * no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  const ip = canonicalIp(text)
  if (ip === undefined) return false
  if (ip.includes(':')) return isGlobalIpv6(ip) && !isSpecialIpv6(ip)
  return !isSpecialIpv4(ip) && !isMetadataService(ip)
}

/** The address that the host of a URL is written as; `undefined` when it is a name. */
export const addressOfHost = (hostname: string): string | undefined => canonicalIp(hostname.replace(/^\[(.*)\]$/, '$1'))
