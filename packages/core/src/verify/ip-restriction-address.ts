/** An address as unsigned 32-bit words, most significant first: one for IPv4, four for IPv6. */
export type IpAddress = readonly number[]

const IPV6_GROUPS = 8
const IPV6_MAX_CHARACTERS = 45
const MAPPED_PREFIX = '::ffff:'

/**
 * Parses an address strictly: dotted decimal without leading zeros, or IPv6 (RFC 4291 §2.2) without zone id.
 * An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) becomes its IPv4 address unless `keepMapped` is set.
 */
export function parseIp(text: string, options: { readonly keepMapped?: boolean } = {}): IpAddress | undefined {
  if (text.length > IPV6_MAX_CHARACTERS) return undefined
  if (!text.includes(':')) {
    const word = parseIpv4(text)
    return word === undefined ? undefined : [word]
  }
  // How a dual-stack socket reports its IPv4 peers, request after request.
  if (text.startsWith(MAPPED_PREFIX) && options.keepMapped !== true) {
    const word = parseIpv4(text.slice(MAPPED_PREFIX.length))
    if (word !== undefined) return [word]
  }
  const groups = parseIpv6Groups(text)
  if (groups === undefined) return undefined
  const words = [0, 2, 4, 6].map((index) => (((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0)) >>> 0)
  const isMapped = words[0] === 0 && words[1] === 0 && words[2] === 0xffff
  return isMapped && options.keepMapped !== true ? words.slice(3) : words
}

/** Dotted decimal for IPv4; for IPv6 the text of RFC 5952 §4: lower case, no leading zeros, the longest run of zeros as `::`. */
export function formatIp(address: IpAddress): string {
  const [first] = address
  if (address.length === 1 && first !== undefined) {
    return `${first >>> 24}.${(first >>> 16) & 0xff}.${(first >>> 8) & 0xff}.${first & 0xff}`
  }
  const groups = address.flatMap((word) => [word >>> 16, word & 0xffff])
  const run = longestZeroRun(groups)
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (run.length < 2) return text(groups)
  return `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`
}

/** The first of the longest runs, as RFC 5952 §4.2.3 asks. */
function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  })
  return best
}

function parseIpv4(text: string): number | undefined {
  let word = 0
  let start = 0
  for (let index = 0; index < 4; index++) {
    const end = index === 3 ? text.length : text.indexOf('.', start)
    const octet = parseOctet(text, start, end)
    if (octet === undefined) return undefined
    word = word * 256 + octet
    start = end + 1
  }
  return word
}

/** A leading zero reads as octal elsewhere, so it is refused rather than guessed. */
function parseOctet(text: string, start: number, end: number): number | undefined {
  const digits = end - start
  if (digits < 1 || digits > 3 || (digits > 1 && text.charCodeAt(start) === 0x30)) return undefined
  let octet = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return undefined
    octet = octet * 10 + digit
  }
  return octet <= 255 ? octet : undefined
}

function parseIpv6Groups(text: string): readonly number[] | undefined {
  const gap = text.indexOf('::')
  if (gap === -1) {
    const groups = parseGroups(text, true)
    return groups?.length === IPV6_GROUPS ? groups : undefined
  }
  const head = gap === 0 ? [] : parseGroups(text.slice(0, gap), false)
  const tail = gap + 2 === text.length ? [] : parseGroups(text.slice(gap + 2), true)
  if (head === undefined || tail === undefined) return undefined
  const missing = IPV6_GROUPS - head.length - tail.length
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail]
}

/** Groups of one to four hex digits; the very last may be a whole IPv4 address. */
function parseGroups(text: string, endsAddress: boolean): number[] | undefined {
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    if (endsAddress && index === parts.length - 1 && part.includes('.')) {
      const word = parseIpv4(part)
      if (word === undefined) return undefined
      groups.push(word >>> 16, word & 0xffff)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
