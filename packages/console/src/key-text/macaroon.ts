import { decodeBase64Url, type JsonObject, jsonObjectOf } from './base64url.ts'

/** What a macaroon says of itself; nothing here has been verified. */
export interface MacaroonReading {
  readonly prefix: string
  /** The claims that the server sealed in. */
  readonly claims: JsonObject | undefined
  /** What holders added afterwards, which can only narrow it. */
  readonly narrowedBy: readonly JsonObject[]
}

const SHAPE = /^([a-zA-Z0-9_]{1,8})_v1_([A-Za-z0-9_-]+)$/
const VERSION = 2
const END_OF_SECTION = 0
const IDENTIFIER = 2

/** Reads `<prefix>_v1_<base64url of libmacaroons V2>` without asking anybody. */
export function readMacaroon(text: string): MacaroonReading | undefined {
  const [, prefix, encoded] = SHAPE.exec(text) ?? []
  const bytes = encoded === undefined ? undefined : decodeBase64Url(encoded)
  if (prefix === undefined || bytes === undefined || bytes[0] !== VERSION) return undefined
  const sections = sectionsOf(bytes)
  if (sections === undefined) return undefined
  const [claims, ...narrowedBy] = sections
    .slice(1)
    .map(jsonObjectOf)
    .filter((caveat) => caveat !== undefined)
  return { prefix, claims, narrowedBy }
}

/** The identifiers of the macaroon and of each caveat: every section is fields and a zero, and one more zero ends them. */
function sectionsOf(bytes: Uint8Array): readonly (Uint8Array | undefined)[] | undefined {
  const sections: (Uint8Array | undefined)[] = []
  let at = 1
  for (;;) {
    let identifier: Uint8Array | undefined
    const start = at
    while (at < bytes.length && bytes[at] !== END_OF_SECTION) {
      const field = fieldAt(bytes, at)
      if (field === undefined) return undefined
      if (field.type === IDENTIFIER) identifier = field.content
      at = field.end
    }
    if (at >= bytes.length) return undefined
    if (at === start && sections.length > 0) return sections
    sections.push(identifier)
    at += 1
  }
}

function fieldAt(bytes: Uint8Array, start: number) {
  let length = 0
  let at = start + 1
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[at]
    if (byte === undefined) return undefined
    at += 1
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      const end = at + length
      return end > bytes.length ? undefined : { type: bytes[start], content: bytes.subarray(at, end), end }
    }
  }
  return undefined
}
