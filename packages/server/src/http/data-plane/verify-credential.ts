import type { IncomingMessage, ServerResponse } from 'node:http'
import { VerifyApiKeyRequest } from '@latchkey/contract/messages/verification'
import { compileMessage } from '@latchkey/contract/validate'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import type { VerificationOutcome } from '@latchkey/core/verify/verification-outcome'
import type { VerificationContext, VerificationRequest } from '@latchkey/core/verify/verification-request'
import type { VerifyCredential } from '@latchkey/core/verify/verify-credential'
import type { Logger } from 'pino'
import { answerError } from '../answer-error.ts'
import type { ApiRateLimitHeaders } from '../api-rate-limit.ts'
import { withinDeadline } from '../deadline.ts'
import type { Admission, Gate } from '../gate.ts'
import type { ShortRoadListener } from '../listener.ts'
import { verificationRequestFromWire } from '../mapping/verification.ts'
import { JSON_MEDIA } from '../media-type.ts'
import { discardBody, readBody } from '../read-body.ts'
import type { RequestFacts } from '../request-facts.ts'
import { type RequestObserver, unobserved, withinTrace } from '../request-trail.ts'
import { jsonHeaderList } from '../security-headers.ts'
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
  /** How long a caller waits at most for a store that does not answer. */
  readonly deadlineMs: number
  readonly observer?: RequestObserver
}

/**
 * Single verification, straight on the Node server: the same steps as the pipeline (admit, cap, parse, validate, confirm, answer)
 * without a framework between them, because this is what a gateway calls 20,000 times a second.
 */
export function makeVerifyListener(deps: VerifyListenerDependencies): ShortRoadListener {
  const { gate, verify, clock, logger, deadlineMs, observer = unobserved } = deps
  return (request, response, facts) => {
    const { requestId, trail } = facts
    trail.route = VERIFY_PATH
    const fail = (error: unknown): void => {
      withinTrace(trail, () => answerError(response, error, { requestId, logger }))
      observer.end(trail, response.statusCode)
    }
    let admission: Awaitable<Admission>
    try {
      admission = withinTrace(trail, () => gate.admitAdmin(facts, request, 'keys:verify'))
    } catch (error) {
      discardBody(request)
      fail(error)
      return
    }
    if (admission instanceof Promise) admission.catch(() => undefined) // answered below, when the body is there
    readBody(request, BODY_MAX_BYTES, (bodyError, body) => {
      const judge = (admitted: Admission): Awaitable<VerificationOutcome> => {
        if (body === undefined) throw bodyError
        trail.projectId = admitted.project.id
        trail.callerKind = admitted.caller.audit.kind
        if (admitted.rateLimit !== undefined) setHeaders(response, admitted.rateLimit)
        refuseOtherMedia(request)
        const wanted = parseRequest(body)
        // The project as it is by now: what it was before must not get into the cache behind a change.
        return whenReady(gate.confirmAdmin(admitted, facts, request, 'keys:verify'), ({ project }) =>
          verify(project, wanted, contextOf(request, facts)),
        )
      }
      const send = (outcome: VerificationOutcome): void => {
        sendOutcome(response, outcome, { requestId, clock })
        observer.end(trail, response.statusCode)
      }
      settle(() => withinTrace(trail, () => whenReady(admission, judge)), deadlineMs, { send, fail })
    })
  }
}

function setHeaders(response: ServerResponse, headers: ApiRateLimitHeaders): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

interface Endings<T> {
  readonly send: (value: T) => void
  readonly fail: (error: unknown) => void
}

/** Comes to one of two endings: in this tick when the value is at hand, otherwise within the deadline. */
function settle<T>(work: () => Awaitable<T>, deadlineMs: number, { send, fail }: Endings<T>): void {
  try {
    const value = work()
    if (value instanceof Promise) withinDeadline(value, deadlineMs).then(send).catch(fail)
    else send(value)
  } catch (error) {
    fail(error)
  }
}

const message = compileMessage(VerifyApiKeyRequest)

/** What nearly every client sends, byte for byte; anything else takes the strict parser. */
const PLAIN_START = '{"credential":"'
const PLAIN_END = '"}'
const PLAIN_CREDENTIAL = /^[\w.-]{1,16384}$/

function parseRequest(body: Buffer): VerificationRequest {
  const credential = plainCredentialOf(body.toString('latin1'))
  if (credential !== undefined) return { credential, requiredScopes: [], dryRun: false, cost: 1 }
  const parsed = message.parse(parseStrictJsonBytes(body))
  if (!parsed.ok) throw invalidField(parsed.field === '' ? 'body' : parsed.field, parsed.rule)
  return verificationRequestFromWire(parsed.value)
}

function plainCredentialOf(text: string): string | undefined {
  if (!text.startsWith(PLAIN_START) || !text.endsWith(PLAIN_END)) return undefined
  const credential = text.slice(PLAIN_START.length, -PLAIN_END.length)
  return PLAIN_CREDENTIAL.test(credential) ? credential : undefined
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

interface Answering {
  readonly requestId: string
  readonly clock: Clock
}

function sendOutcome(response: ServerResponse, outcome: VerificationOutcome, { requestId, clock }: Answering): void {
  const { text, contentLength, encoding } = verificationText(outcome, clock)
  const head = jsonHeaderList.slice()
  head.push('Ory-Talos-Cache', outcome.cache, 'X-Request-ID', requestId, 'Content-Length', contentLength)
  if (outcome.rateLimit !== undefined) head.push(...rateLimitHeaders(outcome.rateLimit))
  response.writeHead(200, head)
  response.end(text, encoding)
}
