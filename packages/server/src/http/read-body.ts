import type { IncomingMessage } from 'node:http'
import { DomainError } from '@latchkey/core/errors/domain-error'

/** Collects a request body of at most `maxBytes`; a larger one is refused without being kept. */
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
      return
    }
    if (first === undefined) first = chunk
    else more.push(chunk)
  })
  request.on('end', () => {
    if (first === undefined) finish(undefined, Buffer.alloc(0))
    else finish(undefined, more.length === 0 ? first : Buffer.concat([first, ...more]))
  })
  request.on('error', (error) => finish(error, undefined))
}
