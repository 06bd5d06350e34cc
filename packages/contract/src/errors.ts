import type { ErrorEnvelope } from './messages/system.ts'

interface CatalogueEntry {
  /** HTTP status. */
  readonly http: number
  /** google.rpc.Code by name (AIP-193). */
  readonly status: string
  /** For people; says nothing about the particular call. */
  readonly message: string
}

/** Every error that the API can answer with. The ids are the domain error codes of the core. */
export const errorCatalogue = {
  bad_request: { http: 400, status: 'INVALID_ARGUMENT', message: 'The request is malformed' },
  credential_required: { http: 400, status: 'INVALID_ARGUMENT', message: 'A credential is required' },
  unknown_credential: { http: 400, status: 'INVALID_ARGUMENT', message: 'The kind of the credential is not known' },
  invalid_api_key_format: { http: 400, status: 'INVALID_ARGUMENT', message: 'The API key is malformed' },
  invalid_token_type: { http: 400, status: 'INVALID_ARGUMENT', message: 'This operation does not accept this kind of token' },
  derived_token_not_revocable: {
    http: 400,
    status: 'INVALID_ARGUMENT',
    message: 'A derived token cannot be revoked, only its parent key can',
  },
  unauthorized: { http: 401, status: 'UNAUTHENTICATED', message: 'Access credentials are invalid' },
  api_key_expired: { http: 401, status: 'UNAUTHENTICATED', message: 'The API key has expired' },
  api_key_revoked: { http: 401, status: 'UNAUTHENTICATED', message: 'The API key has been revoked' },
  signature_invalid: { http: 401, status: 'UNAUTHENTICATED', message: 'Signature verification failed' },
  parent_key_invalid: { http: 401, status: 'UNAUTHENTICATED', message: 'The parent key is not valid' },
  api_key_quota_exceeded: { http: 402, status: 'PERMISSION_DENIED', message: 'The plan allows no further API keys' },
  project_quota_exceeded: { http: 402, status: 'PERMISSION_DENIED', message: 'The plan allows no further projects' },
  forbidden: { http: 403, status: 'PERMISSION_DENIED', message: 'The presented credential does not allow this' },
  step_up_required: { http: 403, status: 'PERMISSION_DENIED', message: 'Prove again who you are to do this' },
  ip_not_allowed: { http: 403, status: 'PERMISSION_DENIED', message: 'The request IP is not allowed for this API key' },
  feature_not_available: { http: 403, status: 'PERMISSION_DENIED', message: 'This feature is not available' },
  not_found: { http: 404, status: 'NOT_FOUND', message: 'Not found' },
  api_key_not_found: { http: 404, status: 'NOT_FOUND', message: 'API key not found' },
  method_not_allowed: { http: 405, status: 'UNIMPLEMENTED', message: 'This path does not support the method' },
  not_acceptable: {
    http: 406,
    status: 'INVALID_ARGUMENT',
    message: 'The answer is application/json, which the request does not accept',
  },
  api_key_exists: { http: 409, status: 'ALREADY_EXISTS', message: 'The API key exists already' },
  conflict: { http: 409, status: 'ALREADY_EXISTS', message: 'The request conflicts with what is stored' },
  failed_precondition: { http: 409, status: 'FAILED_PRECONDITION', message: 'The resource is not in a state that allows this' },
  etag_mismatch: { http: 412, status: 'FAILED_PRECONDITION', message: 'The resource has changed since it was read' },
  payload_too_large: { http: 413, status: 'INVALID_ARGUMENT', message: 'The request body is too large' },
  unsupported_media_type: { http: 415, status: 'INVALID_ARGUMENT', message: 'The request body must be application/json' },
  too_many_requests: { http: 429, status: 'RESOURCE_EXHAUSTED', message: 'Too many requests' },
  internal_server_error: { http: 500, status: 'INTERNAL', message: 'An internal server error occurred' },
  service_unavailable: { http: 503, status: 'UNAVAILABLE', message: 'The service is temporarily unavailable' },
  gateway_timeout: { http: 504, status: 'DEADLINE_EXCEEDED', message: 'The answer took too long' },
} as const satisfies Record<string, CatalogueEntry>

/** The stable name of an error. */
export type ErrorId = keyof typeof errorCatalogue

export interface ErrorOccasion {
  /** Echoed from `X-Request-ID`. */
  readonly requestId: string
  /** What exactly was wrong; never a secret. */
  readonly reason?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** The one shape of every error (AIP-193, plus the members that clients of the compatible API read). */
export function errorEnvelope(id: ErrorId, { requestId, reason, metadata }: ErrorOccasion): ErrorEnvelope {
  const { http, status, message } = errorCatalogue[id]
  // Whoever cannot show a credential learns nothing about why.
  const told = id === 'unauthorized' ? undefined : reason
  return {
    error: {
      code: http,
      status,
      // A caller who prints only the message still learns which field to correct.
      message: id === 'bad_request' ? (told ?? message) : message,
      request: requestId,
      id,
      reason: told ?? message,
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: id.toUpperCase(),
          domain: 'latchkey',
          metadata: { ...metadata },
        },
      ],
    },
  }
}
