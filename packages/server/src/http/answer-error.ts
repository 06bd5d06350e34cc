import type { ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { errorResponse } from './error-response.ts'
import { jsonHeaderList } from './security-headers.ts'

/** Answers with an error where no framework does it; when an answer has begun already, all that is left is to break it off. */
export function answerError(
  response: ServerResponse,
  error: unknown,
  { requestId, logger }: { requestId: string; logger: Logger },
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { status, headers, body } = errorResponse(error, requestId, logger)
  const text = JSON.stringify(body)
  const facts = ['X-Request-ID', requestId, 'Content-Length', String(Buffer.byteLength(text))]
  response.writeHead(status, [...jsonHeaderList, ...facts, ...Object.entries(headers).flat()])
  response.end(text)
}
