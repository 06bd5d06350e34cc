import type { IncomingMessage } from 'node:http'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { LARGE_BODY_BYTES, takeBodyTurn } from './body-turns.ts'

/** How much more than it may send a caller can go on sending until it is hung up on; below that it can read why. */
export const UNWANTED_MAX_BYTES = 1024 * 1024

/**
 * Collects a request body of at most `maxBytes`. A larger one is refused without being kept, and so is one that breaks
 * off. `done` is called once; for a large body, when it is its turn to be read.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (error: unknown, body: Buffer | undefined) => void,
): void {
  let first: Buffer | undefined
  const more: Buffer[] = []
  let length = 0
  let finished = false
  const finish = (error: unknown, body: Buffer | undefined): void => {
    if (finished) return
    finished = true
    done(error, body)
  }
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > maxBytes) {
      finish(new DomainError('payload_too_large', { reason: `the body must not be larger than ${maxBytes} bytes` }), undefined)
      more.length = 0
      if (length > maxBytes + UNWANTED_MAX_BYTES) request.destroy()
      return
    }
    if (first === undefined) first = chunk
    else more.push(chunk)
  })
  request.on('end', () => {
    if (first === undefined) return finish(undefined, Buffer.alloc(0))
    const body = more.length === 0 ? first : Buffer.concat([first, ...more])
    if (length < LARGE_BODY_BYTES) finish(undefined, body)
    else void takeBodyTurn().then(() => finish(undefined, body))
  })
  // Nobody is left to read the answer, but whoever waits for the body must not wait for ever.
  request.on('error', (cause) => finish(new DomainError('bad_request', { reason: 'the body broke off', cause }), undefined))
}

/** For a request that is refused before its body: reads the rest away, so that the connection can go on, within bounds. */
export function discardBody(request: IncomingMessage): void {
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > UNWANTED_MAX_BYTES) request.destroy()
  })
}
