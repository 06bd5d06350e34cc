import { DeriveTokenRequest, DeriveTokenResponse, GetJWKSResponse } from '../messages/derivation.ts'
import { BODY_MAX_BYTES } from '../messages/fields.ts'
import { KeyIdParams } from '../messages/listing.ts'
import {
  BulkRevokeApiKeysRequest,
  BulkRevokeApiKeysResponse,
  SelfRevokeApiKeyRequest,
  SelfRevokeApiKeyResponse,
} from '../messages/revocation.ts'
import { RevokeApiKeyBody } from '../messages/shared.ts'
import {
  BatchVerifyApiKeysRequest,
  BatchVerifyApiKeysResponse,
  VerifyApiKeyRequest,
  VerifyApiKeyResponse,
} from '../messages/verification.ts'
import type { RouteDescriptor } from '../route.ts'
import { adminCheck, adminErrors, adminWrite, bodyErrors, ifMatchHeader, serverErrors } from './common.ts'

const COLLECTION = '/v2alpha1/admin/apiKeys'

const cacheRequestHeaders = {
  'Cache-Control': '`no-cache`: do not answer from the cache. `no-store`: neither read nor fill it.',
  Pragma: '`no-cache`, as in Cache-Control.',
}

const verification = [
  {
    ...adminCheck,
    tag: 'Verification',
    operationId: 'adminVerifyApiKey',
    summary: 'Is this credential good now?',
    path: `${COLLECTION}:verify`,
    permission: 'keys:verify',
    body: VerifyApiKeyRequest,
    requestHeaders: cacheRequestHeaders,
    bodyExample: { credential: '<the API key>' },
    responses: { 200: VerifyApiKeyResponse },
    responseHeaders: {
      'Ory-Talos-Cache': 'HIT, MISS or SKIP.',
      'RateLimit-Policy': 'The limit of the key: `"default";q=100;w=60`.',
      RateLimit: 'What is left of it, where limits are enforced: `"default";r=42`.',
      'Retry-After': 'Seconds until the key verifies again, when its quota is used up.',
    },
    errors: [...bodyErrors, ...adminErrors],
  },
  {
    ...adminCheck,
    tag: 'Verification',
    operationId: 'adminBatchVerifyApiKeys',
    summary: 'Are these credentials good now?',
    path: `${COLLECTION}:batchVerify`,
    permission: 'keys:verify',
    body: BatchVerifyApiKeysRequest,
    requestHeaders: cacheRequestHeaders,
    bodyExample: { requests: [{ credential: '<the API key>' }] },
    responses: { 200: BatchVerifyApiKeysResponse },
    errors: [...bodyErrors, ...adminErrors],
  },
] as const satisfies readonly RouteDescriptor[]

const derivation = [
  {
    ...adminCheck,
    tag: 'Derived tokens',
    operationId: 'adminDeriveToken',
    summary: 'Derive a short-lived token from a key',
    path: `${COLLECTION}:derive`,
    permission: 'tokens:derive',
    body: DeriveTokenRequest,
    bodyExample: { credential: '<the API key>', algorithm: 'TOKEN_ALGORITHM_JWT', ttl: '15m' },
    responses: { 200: DeriveTokenResponse },
    errors: [
      ...bodyErrors,
      'credential_required',
      'invalid_token_type',
      'invalid_api_key_format',
      'parent_key_invalid',
      'api_key_expired',
      'api_key_revoked',
      'signature_invalid',
      'ip_not_allowed',
      ...adminErrors,
    ],
  },
  {
    method: 'GET',
    scope: 'project',
    plane: 'data',
    surface: 'every',
    bodyMaxBytes: BODY_MAX_BYTES,
    permission: undefined,
    tag: 'Derived tokens',
    operationId: 'getJwks',
    summary: 'Public keys to check derived tokens with',
    path: '/v2alpha1/derivedKeys/jwks.json',
    responses: { 200: GetJWKSResponse },
    errors: ['not_found', 'feature_not_available', 'too_many_requests', ...serverErrors],
  },
] as const satisfies readonly RouteDescriptor[]

const revocation = [
  {
    ...adminWrite,
    tag: 'Revocation',
    operationId: 'adminRevokeApiKey',
    summary: 'Revoke a key of either kind, for good',
    path: `${COLLECTION}/{key_id}:revoke`,
    permission: 'keys:revoke',
    params: KeyIdParams,
    body: RevokeApiKeyBody,
    bodyOptional: true,
    requestHeaders: ifMatchHeader,
    bodyExample: { reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
    responses: { 204: null },
    errors: [...bodyErrors, 'api_key_not_found', 'conflict', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite,
    tag: 'Revocation',
    operationId: 'adminBulkRevokeApiKeys',
    summary: 'Revoke all keys that a filter finds',
    path: `${COLLECTION}:bulkRevoke`,
    permission: 'keys:revoke',
    body: BulkRevokeApiKeysRequest,
    bodyExample: { filter: 'actor_id="user_123"', reason: 'REVOCATION_REASON_AFFILIATION_CHANGED', validate_only: true },
    responses: { 200: BulkRevokeApiKeysResponse },
    errors: [...bodyErrors, ...adminErrors],
  },
  {
    method: 'POST',
    scope: 'project',
    plane: 'control',
    surface: 'public',
    bodyMaxBytes: BODY_MAX_BYTES,
    permission: undefined,
    tag: 'Revocation',
    operationId: 'revokeApiKey',
    summary: 'Revoke a key by the key itself',
    path: '/v2alpha1/apiKeys:selfRevoke',
    body: SelfRevokeApiKeyRequest,
    bodyExample: { credential: '<the API key>', reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
    responses: { 200: SelfRevokeApiKeyResponse },
    errors: [
      ...bodyErrors,
      'credential_required',
      'invalid_api_key_format',
      'derived_token_not_revocable',
      'api_key_not_found',
      'not_found',
      'feature_not_available',
      'too_many_requests',
      ...serverErrors,
    ],
  },
] as const satisfies readonly RouteDescriptor[]

export const anyKeyRoutes = [...verification, ...derivation, ...revocation] as const satisfies readonly RouteDescriptor[]
