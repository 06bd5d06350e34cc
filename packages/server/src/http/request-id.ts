import { randomUUID } from 'node:crypto'

const PRINTABLE = /^[\x20-\x7e]{1,128}$/

/** The caller's `X-Request-ID` when it is at most 128 printable characters, otherwise a new one. */
export const requestIdOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && PRINTABLE.test(header) ? header : nextRequestId()

/** What this process calls its requests: a UUID of version 8 (RFC 9562 §5.8) whose last 48 bits count. */
const ofProcess = `${randomUUID().slice(0, 14)}8${randomUUID().slice(15, 24)}`
let count = 0

/** Ids tell requests apart and keep nothing secret, so that randomness for each would be paid for nothing. */
function nextRequestId(): string {
  count += 1
  return ofProcess + count.toString(16).padStart(12, '0')
}
