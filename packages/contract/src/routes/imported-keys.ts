import { BATCH_IMPORT_BODY_MAX_BYTES } from '../messages/fields.ts'
import {
  BatchCreateImportedApiKeysItems, BatchCreateImportedApiKeysRefusal, BatchCreateImportedApiKeysRequest,
  BatchCreateImportedApiKeysResponse, ImportApiKeyRequest, ImportedApiKey, ListImportedApiKeysResponse, RevokeImportedApiKeyBody, UpdateImportedApiKeyRequest,
} from '../messages/imported-keys.ts'
import { KeyIdParams, ListApiKeysQuery, UpdateApiKeyQuery } from '../messages/listing.ts'
import type { RouteDescriptor } from '../route.ts'
import { adminErrors, adminRead, adminWrite, bodyErrors, etagHeader, ifMatchHeader, locationHeader } from './common.ts'

const tag = 'Imported keys'
const COLLECTION = '/v2alpha1/admin/importedApiKeys'

export const importedKeyRoutes = [
  {
    ...adminWrite, tag, operationId: 'adminImportApiKey', summary: 'Import a key that was generated elsewhere',
    path: COLLECTION, permission: 'keys:import', body: ImportApiKeyRequest,
    bodyExample: { raw_key: 'legacy-key-of-another-system', name: 'legacy', actor_id: 'user_123' },
    responses: { 201: ImportedApiKey }, responseHeaders: locationHeader,
    errors: [...bodyErrors, 'api_key_quota_exceeded', 'api_key_exists', 'conflict', 'failed_precondition', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminBatchCreateImportedApiKeys', summary: 'Import up to 1000 keys',
    path: `${COLLECTION}:batchCreate`, aliases: [`${COLLECTION}:batchImport`], permission: 'keys:import',
    body: BatchCreateImportedApiKeysItems, documentedBody: BatchCreateImportedApiKeysRequest,
    bodyMaxBytes: BATCH_IMPORT_BODY_MAX_BYTES,
    bodyExample: { requests: [{ raw_key: 'legacy-key-of-another-system', name: 'legacy', actor_id: 'user_123' }] },
    responses: { 200: BatchCreateImportedApiKeysResponse },
    errors: [...bodyErrors, 'api_key_quota_exceeded', 'api_key_exists', 'conflict', 'failed_precondition', ...adminErrors],
    errorBody: BatchCreateImportedApiKeysRefusal,
  },
  {
    ...adminRead, tag, operationId: 'adminListImportedApiKeys', summary: 'List imported keys',
    path: COLLECTION, permission: 'keys:read', query: ListApiKeysQuery,
    responses: { 200: ListImportedApiKeysResponse },
    errors: ['bad_request', ...adminErrors],
  },
  {
    ...adminRead, tag, operationId: 'adminGetImportedApiKey', summary: 'Read an imported key',
    path: `${COLLECTION}/{key_id}`, permission: 'keys:read', params: KeyIdParams,
    responses: { 200: ImportedApiKey }, responseHeaders: etagHeader,
    errors: ['api_key_not_found', ...adminErrors],
  },
  {
    ...adminWrite, method: 'PATCH', tag, operationId: 'adminUpdateImportedApiKey', summary: 'Change an imported key',
    path: `${COLLECTION}/{key_id}`, permission: 'keys:update', params: KeyIdParams, query: UpdateApiKeyQuery,
    body: UpdateImportedApiKeyRequest, requestHeaders: ifMatchHeader,
    bodyExample: { name: 'legacy-2' },
    responses: { 200: ImportedApiKey }, responseHeaders: etagHeader,
    errors: [...bodyErrors, 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminRevokeImportedApiKey', summary: 'Revoke an imported key, for good',
    path: `${COLLECTION}/{key_id}:revoke`, permission: 'keys:revoke', params: KeyIdParams,
    body: RevokeImportedApiKeyBody, bodyOptional: true, requestHeaders: ifMatchHeader,
    bodyExample: { reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
    responses: { 204: null },
    errors: [...bodyErrors, 'api_key_not_found', 'conflict', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminRead, method: 'DELETE', tag, operationId: 'adminDeleteImportedApiKey', summary: 'Delete an imported key and its record',
    path: `${COLLECTION}/{key_id}`, permission: 'keys:delete', params: KeyIdParams, requestHeaders: ifMatchHeader,
    responses: { 204: null },
    errors: ['api_key_not_found', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminSuspendImportedApiKey', summary: 'Suspend an imported key until it is resumed',
    path: `${COLLECTION}/{key_id}:suspend`, permission: 'keys:update', params: KeyIdParams, requestHeaders: ifMatchHeader,
    responses: { 200: ImportedApiKey }, responseHeaders: etagHeader,
    errors: ['bad_request', 'payload_too_large', 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
  {
    ...adminWrite, tag, operationId: 'adminResumeImportedApiKey', summary: 'Resume a suspended imported key',
    path: `${COLLECTION}/{key_id}:resume`, permission: 'keys:update', params: KeyIdParams, requestHeaders: ifMatchHeader,
    responses: { 200: ImportedApiKey }, responseHeaders: etagHeader,
    errors: ['bad_request', 'payload_too_large', 'api_key_not_found', 'failed_precondition', 'etag_mismatch', ...adminErrors],
  },
] as const satisfies readonly RouteDescriptor[]
