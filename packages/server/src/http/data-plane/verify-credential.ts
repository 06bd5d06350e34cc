import type { IncomingMessage, ServerResponse } from 'node:http'
import { VerifyApiKeyRequest } from '@latchkey/contract/messages/verification'
import { compileMessage } from '@latchkey/contract/validate'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import { whenReady } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import type { VerificationOutcome } from '@latchkey/core/verify/verification-outcome'
import type { VerificationContext, VerificationRequest } from '@latchkey/core/verify/verification-request'
import type { VerifyCredential } from '@latchkey/core/verify/verify-credential'
import type { Logger } from 'pino'
import { errorResponse } from '../error-response.ts'
import type { Gate } from '../gate.ts'
import type { ShortRoadListener } from '../listener.ts'
import { verificationRequestFromWire } from '../mapping/verification.ts'
import { JSON_MEDIA } from '../media-type.ts'
import { readBody } from '../read-body.ts'
import type { RequestFacts } from '../request-facts.ts'
import { NO_STORE, securityHeaderList } from '../security-headers.ts'
import { parseStrictJsonBytes } from '../strict-json.ts'
import { cacheDirectives } from './cache-directives.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import { verificationText } from './verification-text.ts'

export const VERIFY_PATH = '/v2alpha1/admin/apiKeys:verify'

const BODY_MAX_BYTES = 256 * 1024

export interface VerifyListenerDependencies {
  readonly gate: Gate
  readonly verify: VerifyCredential
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Single verification, straight on the Node server: the same steps as the pipeline (admit, cap, parse, validate, answer)
 * without a framework between them, because this is what a gateway calls 20,000 times a second.
 */
export function makeVerifyListener({ gate, verify, clock, logger }: VerifyListenerDependencies): ShortRoadListener {
  return (request, response, facts) => {
    const fail = (error: unknown): void => sendFailure(response, error, { requestId: facts.requestId, logger })
    try {
      const admission = gate.admitAdmin(facts.address, request.headers.authorization, 'keys:verify')
      refuseOtherMedia(request)
      readBody(request, BODY_MAX_BYTES, (bodyError, body) => {
        if (body === undefined) return fail(bodyError)
        try {
          const answered = whenReady(admission, ({ project }) =>
            whenReady(verify(project, parseRequest(body), contextOf(request, facts)), (outcome) =>
              sendOutcome(response, outcome, { requestId: facts.requestId, clock }),
            ),
          )
          if (answered instanceof Promise) answered.catch(fail)
        } catch (error) {
          fail(error)
        }
      })
      if (admission instanceof Promise) admission.catch(() => undefined) // reported when the body has been read
    } catch (error) {
      request.resume()
      fail(error)
    }
  }
}

const message = compileMessage(VerifyApiKeyRequest)

/** What nearly every client sends, byte for byte; anything else takes the strict parser. */
const PLAIN_REQUEST = /^\{"credential":\s?"([\w.-]{1,16384})"\}$/

function parseRequest(body: Buffer): VerificationRequest {
  const plain = PLAIN_REQUEST.exec(body.toString('latin1'))
  if (plain?.[1] !== undefined) return { credential: plain[1], requiredScopes: [], dryRun: false, cost: 1 }
  const parsed = message.parse(parseStrictJsonBytes(body))
  if (!parsed.ok) throw invalidField(parsed.field === '' ? 'body' : parsed.field, parsed.rule)
  return verificationRequestFromWire(parsed.value)
}

const contextOf = ({ headers }: IncomingMessage, { clientIp }: RequestFacts): VerificationContext => {
  const { readCache, writeCache } = cacheDirectives(headers['cache-control'], headers.pragma)
  return { clientIp, readCache, writeCache }
}

function refuseOtherMedia({ headers }: IncomingMessage): void {
  const type = headers['content-type']
  if (type !== 'application/json' && !JSON_MEDIA.test(type ?? ''))
    throw new DomainError('unsupported_media_type', { reason: 'the body must be application/json' })
  if (headers['content-encoding'] !== undefined)
    throw new DomainError('unsupported_media_type', { reason: 'compressed bodies are not accepted' })
}

/** The headers of every answer, as the flat name-value list that `writeHead` takes without further work. */
const lastingHeaders: readonly string[] = [
  ...securityHeaderList,
  ...['Content-Type', 'application/json; charset=utf-8'],
  ...['Cache-Control', NO_STORE],
]

interface Answering {
  readonly requestId: string
  readonly clock: Clock
}

function sendOutcome(response: ServerResponse, outcome: VerificationOutcome, { requestId, clock }: Answering): void {
  const { text, contentLength, encoding } = verificationText(outcome, clock)
  const facts = ['Ory-Talos-Cache', outcome.cache, 'X-Request-ID', requestId, 'Content-Length', contentLength]
  response.writeHead(200, [...lastingHeaders, ...facts, ...rateLimitHeaders(outcome)])
  response.end(text, encoding)
}

function sendFailure(
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
  response.writeHead(status, [...lastingHeaders, ...facts, ...Object.entries(headers).flat()])
  response.end(text)
}
