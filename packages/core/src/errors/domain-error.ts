/** Every way in which a use case may refuse. The wire code and HTTP status of each live in `contract`. */
export const domainErrorCodes = [
  'bad_request',
  'credential_required',
  'unknown_credential',
  'invalid_api_key_format',
  'invalid_token_type',
  'derived_token_not_revocable',
  'unauthorized',
  'api_key_expired',
  'api_key_revoked',
  'signature_invalid',
  'parent_key_invalid',
  'api_key_quota_exceeded',
  'project_quota_exceeded',
  'forbidden',
  'step_up_required',
  'ip_not_allowed',
  'feature_not_available',
  'not_found',
  'api_key_not_found',
  'method_not_allowed',
  'not_acceptable',
  'api_key_exists',
  'conflict',
  'failed_precondition',
  'etag_mismatch',
  'payload_too_large',
  'unsupported_media_type',
  'too_many_requests',
  'internal_server_error',
  'service_unavailable',
  'gateway_timeout',
] as const
export type DomainErrorCode = (typeof domainErrorCodes)[number]

export interface DomainErrorOptions {
  /** What exactly was wrong, for the caller: names the field and the rule, never a secret. */
  readonly reason?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** An expected refusal. Knows nothing of HTTP. */
export class DomainError extends Error {
  readonly code: DomainErrorCode
  readonly reason: string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly retryAfterSeconds: number | undefined

  constructor(code: DomainErrorCode, options: DomainErrorOptions = {}) {
    super(options.reason ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.reason = options.reason
    this.metadata = options.metadata ?? {}
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** A bad request that names the field path and the rule it breaks. */
export const invalidField = (field: string, rule: string): DomainError =>
  new DomainError('bad_request', { reason: `${field}: ${rule}`, metadata: { field } })
