import { type ErrorId, errorCatalogue, errorEnvelope } from '@latchkey/contract/errors'
import { DomainError, type DomainErrorCode } from '@latchkey/core/errors/domain-error'
import type { Logger } from 'pino'
import { ApiRateLimited } from './api-rate-limit.ts'

/** Every domain code is a wire error and every wire error is a domain code; a missing line is a type error. */
const wireErrorOf: { readonly [Code in DomainErrorCode]: Code & ErrorId } = Object.fromEntries(
  Object.keys(errorCatalogue).map((id) => [id, id]),
) as { readonly [Code in DomainErrorCode]: Code & ErrorId }

export interface ErrorResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Seconds after which an answer of 503 suggests to ask again. */
const UNAVAILABLE_RETRY_SECONDS = 1

/**
 * The one place where a failure becomes a response. Refusals say why; anything else is a surprise: logged with its cause
 * and answered without detail.
 */
export function errorResponse(error: unknown, requestId: string, logger: Logger): ErrorResponse {
  const refusal = asDomainError(error)
  const id = wireErrorOf[refusal.code]
  const status = errorCatalogue[id].http
  if (status >= 500) logger.error({ err: refusal.cause ?? refusal, requestId, errorId: id }, 'request failed')
  const reason = status === 500 || id === 'unauthorized' ? undefined : refusal.reason
  return {
    status,
    headers: {
      ...retryHeaders(refusal, status),
      ...(refusal instanceof ApiRateLimited ? refusal.headers : {}),
      ...(id === 'unauthorized' ? { 'WWW-Authenticate': 'Bearer' } : {}),
    },
    body: errorEnvelope(id, { requestId, metadata: refusal.metadata, ...(reason === undefined ? {} : { reason }) }),
  }
}

function retryHeaders({ retryAfterSeconds }: DomainError, status: number): Record<string, string> {
  const seconds = retryAfterSeconds ?? (status === 503 ? UNAVAILABLE_RETRY_SECONDS : undefined)
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) }
}

function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  return new DomainError(codeOfFramework(error) ?? 'internal_server_error', { cause: error })
}

function codeOfFramework(error: unknown): DomainErrorCode | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  // A caller who hung up while sending; the framework marks it as the caller's doing, unlike a lost connection of ours.
  if (error.code === 'ECONNRESET' && 'statusCode' in error && error.statusCode === 400) return 'bad_request'
  return frameworkRefusals.get(error.code)
}

/** What the HTTP framework refuses before a handler is reached. */
const frameworkRefusals: ReadonlyMap<unknown, DomainErrorCode> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'payload_too_large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'bad_request'],
  ['FST_ERR_CTP_EMPTY_TYPE', 'unsupported_media_type'],
  ['FST_ERR_BAD_URL', 'bad_request'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'not_found'],
])
