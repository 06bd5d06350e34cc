import { canonicalCidr, canonicalIp } from '@latchkey/core/verify/ip-restriction'

/** What one line of an allow-list means. */
export interface IpLine {
  readonly text: string
  /** As the server keeps it; `undefined`: no address. */
  readonly cidr: string | undefined
  /** It had bits behind its mask, which are dropped. */
  readonly hadHostBits: boolean
  /** It matches every address. */
  readonly isEverything: boolean
}

/** Addresses separated by blanks, commas, semicolons or lines, each in its canonical form and once. */
export function readIpList(text: string): readonly IpLine[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  const lines = words.map(readIpLine)
  return lines.filter(({ cidr }, at) => cidr === undefined || lines.findIndex((line) => line.cidr === cidr) === at)
}

export const cidrsOf = (lines: readonly IpLine[]): readonly string[] =>
  lines.map(({ cidr }) => cidr).filter((cidr) => cidr !== undefined)

function readIpLine(text: string): IpLine {
  const address = canonicalIp(text)
  const cidr = address === undefined ? canonicalCidr(text) : `${address}/${address.includes(':') ? 128 : 32}`
  const [base = '', bits] = (cidr ?? '').split('/')
  return {
    text,
    cidr,
    hadHostBits: address === undefined && cidr !== undefined && canonicalIp(text.split('/')[0] ?? '') !== base,
    isEverything: bits === '0',
  }
}
