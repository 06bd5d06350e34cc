import {
  IssueApiKeyRequest, IssueApiKeyResponse, IssuedApiKey, ListIssuedApiKeysResponse, RevokeIssuedApiKeyBody,
  RotateIssuedApiKeyBody, RotateIssuedApiKeyResponse, UpdateIssuedApiKeyRequest,
} from '../messages/issued-keys.ts'
import { KeyIdParams, ListApiKeysQuery, UpdateApiKeyQuery } from '../messages/listing.ts'
import type { RouteDescriptor } from '../route.ts'
import { adminErrors, adminRead, adminWrite, bodyErrors, etagHeader, ifMatchHeader, locationHeader } from './common.ts'

const tag = 'Issued keys'
const COLLECTION = '/v2alpha1/admin/issuedApiKeys'

export const issuedKeyRoutes = [
  {
    ...adminWrite, tag, operationId: 'adminIssueApiKey', summary: 'Issue a key',
    path: COLLECTION, permission: 'keys:issue', body: IssueApiKeyRequest,
    bodyExample: { name: 'ci-deploy', actor_id: 'user_123', scopes: ['read:orders'], ttl: '90d' },
    responses: { 201: IssueApiKeyResponse }, responseHeaders: locationHeader,
    errors: [...bodyErrors, 'api_key_quota_exceeded', 'conflict', ...adminErrors],
  },
  {
    ...adminRead, tag, operationId: 'adminListIssuedApiKeys', summary: 'List issued keys',
    path: COLLECTION, permission: 'keys:read', query: ListApiKeysQuery,
    responses: { 200: ListIssuedApiKeysResponse },
    errors: ['bad_request', ...adminErrors],
  },
  {
    ...adminRead, tag, operationId: 'adminGetIssuedApiKey', summary: 'Read an issued key',
    path: `${COLLECTION}/{key_id}`, permission: 'keys:read', params: KeyIdParams,
    responses: { 200: IssuedApiKey }, responseHeaders: etagHeader,
    errors: ['api_key_not_found', ...adminErrors],
  },
  {
    ...adminWrite, method: 'PATCH', tag, operationId: 'adminUpdateIssuedApiKey', summary: 'Change an issued key',
    path: `${COLLECTION}/{key_id}`, permission: 'keys:update', params: KeyIdParams, query: UpdateApiKeyQuery,
    body: UpdateIssuedApiKeyRequest, requestHeaders: ifMatchHeader,
    bodyExample: { name: 'ci-deploy-2' },
    responses: { 200: IssuedApiKey }, responseHeaders: etagHeader,
    errors: [...bodyErrors, 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminRotateIssuedApiKey', summary: 'Replace an issued key by a new one',
    path: `${COLLECTION}/{key_id}:rotate`, permission: 'keys:rotate', params: KeyIdParams,
    body: RotateIssuedApiKeyBody, bodyOptional: true, requestHeaders: ifMatchHeader,
    bodyExample: { grace_period: '24h' },
    responses: { 201: RotateIssuedApiKeyResponse }, responseHeaders: locationHeader,
    errors: [...bodyErrors, 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminRevokeIssuedApiKey', summary: 'Revoke an issued key, for good',
    path: `${COLLECTION}/{key_id}:revoke`, permission: 'keys:revoke', params: KeyIdParams,
    body: RevokeIssuedApiKeyBody, bodyOptional: true, requestHeaders: ifMatchHeader,
    bodyExample: { reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
    responses: { 204: null },
    errors: [...bodyErrors, 'api_key_not_found', 'conflict', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminSuspendIssuedApiKey', summary: 'Suspend an issued key until it is resumed',
    path: `${COLLECTION}/{key_id}:suspend`, permission: 'keys:update', params: KeyIdParams, requestHeaders: ifMatchHeader,
    responses: { 200: IssuedApiKey }, responseHeaders: etagHeader,
    errors: ['bad_request', 'payload_too_large', 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminResumeIssuedApiKey', summary: 'Resume a suspended issued key',
    path: `${COLLECTION}/{key_id}:resume`, permission: 'keys:update', params: KeyIdParams, requestHeaders: ifMatchHeader,
    responses: { 200: IssuedApiKey }, responseHeaders: etagHeader,
    errors: ['bad_request', 'payload_too_large', 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
] as const satisfies readonly RouteDescriptor[]
