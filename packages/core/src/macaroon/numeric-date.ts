// The last second that a date can name (ECMA-262 §21.4.1.1).
const SECONDS_MAX = 8.64e12

/** A time as our tokens write it: NumericDate of RFC 7519 §2, whole seconds since the Unix epoch, not before it. */
export function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= SECONDS_MAX
}
