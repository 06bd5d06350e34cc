import { randomUUID } from 'node:crypto'

const PRINTABLE = /^[\x20-\x7e]{1,128}$/

/** The caller's `X-Request-ID` when it is at most 128 printable characters, otherwise a new one. */
export const requestIdOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && PRINTABLE.test(header) ? header : randomUUID()
