/** Nanoseconds per unit of a Go duration (`time.ParseDuration`). */
const GO_UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n], // U+00B5, micro sign
  ['μs', 1_000n], // U+03BC, Greek mu
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])

const DAY_NS = 86_400_000_000_000n

/** What people write for the life of a key: calendar words with a fixed length. */
const TTL_UNITS: ReadonlyMap<string, bigint> = new Map([
  ...GO_UNITS,
  ['d', DAY_NS],
  ['w', 7n * DAY_NS],
  ['mo', 30n * DAY_NS],
  ['y', 365n * DAY_NS],
])

const NS_PER_MS = 1_000_000n

/** 100 years of 365 days: longer than any key should live, and far inside what an instant can hold. */
export const DURATION_MAX_MS = 36_500 * 86_400_000

/** Longer texts are refused unread, which also bounds the arithmetic. */
const DURATION_MAX_CHARACTERS = 64

const WINDOW_MIN_MS = 1000

/**
 * A key's life: protobuf seconds (`3600s`), a Go duration (`720h`, `1h30m`, `1.5h`) or one with `d`, `w`, `mo` (30 days)
 * and `y` (365 days), in any combination. Milliseconds, rounded up; `undefined` unless > 0 and ≤ 100 years.
 */
export function parseTtlMs(text: string): number | undefined {
  const ms = parseDurationMs(text, TTL_UNITS)
  return ms === 0 ? undefined : ms
}

/** A rate-limit window: protobuf seconds or a Go duration. Milliseconds, rounded up; `undefined` unless ≥ 1 s and ≤ 100 years. */
export function parseWindowMs(text: string): number | undefined {
  const ms = parseDurationMs(text, GO_UNITS)
  return ms !== undefined && ms >= WINDOW_MIN_MS ? ms : undefined
}

/** A duration of the configuration, as Go writes them; `0` needs no unit. Milliseconds, rounded up, 0 to 100 years. */
export function parseGoDurationMs(text: string): number | undefined {
  return text === '0' ? 0 : parseDurationMs(text, GO_UNITS)
}

/** The JSON form of `google.protobuf.Duration`: seconds with 0 or 3 decimals, `90s`, `1.500s`. Takes whole milliseconds ≥ 0. */
export function formatProtobufDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const rest = ms % 1000
  return rest === 0 ? `${seconds}s` : `${seconds}.${String(rest).padStart(3, '0')}s`
}

function parseDurationMs(text: string, units: ReadonlyMap<string, bigint>): number | undefined {
  if (text.length === 0 || text.length > DURATION_MAX_CHARACTERS) return undefined
  let totalNs = 0n
  let at = 0
  while (at < text.length) {
    const unitAt = endOf(text, at, isNumberCharacter)
    const next = endOf(text, unitAt, (code) => !isNumberCharacter(code))
    const unitNs = units.get(text.slice(unitAt, next))
    const ns = unitNs === undefined ? undefined : scaleNs(text.slice(at, unitAt), unitNs)
    if (ns === undefined) return undefined
    totalNs += ns
    at = next
  }
  const ms = (totalNs + NS_PER_MS - 1n) / NS_PER_MS
  return ms <= BigInt(DURATION_MAX_MS) ? Number(ms) : undefined
}

/** A decimal number times a unit, exactly; a part of a nanosecond counts as a whole one. */
function scaleNs(number: string, unitNs: bigint): bigint | undefined {
  const point = number.indexOf('.')
  const whole = point === -1 ? number : number.slice(0, point)
  const fraction = point === -1 ? '' : number.slice(point + 1)
  if (whole.length + fraction.length === 0 || fraction.includes('.')) return undefined
  const scale = 10n ** BigInt(fraction.length)
  return (BigInt(whole + fraction) * unitNs + scale - 1n) / scale
}

function endOf(text: string, start: number, belongs: (code: number) => boolean): number {
  let at = start
  while (at < text.length && belongs(text.charCodeAt(at))) at++
  return at
}

/** ASCII digits and the decimal point; nothing else, so no sign, space, exponent or other script's digits. */
const isNumberCharacter = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x2e
