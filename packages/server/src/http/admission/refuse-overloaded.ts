import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorEnvelope } from '@latchkey/contract/errors'
import { discardBody } from '../read-body.ts'
import { jsonHeaderList } from '../security-headers.ts'

/** Seconds. Whoever comes back at once only adds to the load. */
const RETRY_AFTER = '1'

/** A mark that no text of the envelope holds. */
const MARK = '\u0000'
const [BEFORE = '', AFTER = ''] = JSON.stringify(
  errorEnvelope('service_unavailable', { requestId: MARK, reason: 'the server is overloaded; try again later' }),
).split(JSON.stringify(MARK).slice(1, -1))
const HEAD = [...jsonHeaderList, 'Retry-After', RETRY_AFTER, 'X-Request-ID']

/** Up to here Node reads what is left of a body away by itself, and it came with the first packets anyway. */
const SMALL_BODY_DIGITS = 4

/**
 * The cheapest answer there is: nothing of the request is read beyond its head, nothing is logged or traced, and everything
 * but the id is made beforehand. The connection stays: opening another costs more than this.
 */
export function refuseOverloaded(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const { headers } = request
  const length = headers['content-length']
  if (headers['transfer-encoding'] !== undefined || (length !== undefined && length.length > SMALL_BODY_DIGITS))
    discardBody(request)
  // All of it is ASCII; an id may hold what JSON escapes.
  const text = BEFORE + JSON.stringify(requestId).slice(1, -1) + AFTER
  const head = HEAD.slice()
  head.push(requestId, 'Content-Length', String(text.length))
  response.writeHead(503, head)
  response.end(text, 'latin1')
}
