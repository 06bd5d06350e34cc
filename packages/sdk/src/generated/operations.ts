// Generated from packages/contract/openapi.json by packages/sdk/generate.ts; do not edit.

/** How each operation is called, and whether a call whose answer was lost may be sent again. */
export const operations = {
  adminBatchCreateImportedApiKeys: { method: 'POST', path: '/v2alpha1/admin/importedApiKeys:batchCreate', query: [], repeatable: 'with_request_id' },
  adminBatchVerifyApiKeys: { method: 'POST', path: '/v2alpha1/admin/apiKeys:batchVerify', query: [], repeatable: 'always' },
  adminBulkRevokeApiKeys: { method: 'POST', path: '/v2alpha1/admin/apiKeys:bulkRevoke', query: [], repeatable: 'never' },
  adminDeleteImportedApiKey: { method: 'DELETE', path: '/v2alpha1/admin/importedApiKeys/{key_id}', query: [], repeatable: 'never' },
  adminDeriveToken: { method: 'POST', path: '/v2alpha1/admin/apiKeys:derive', query: [], repeatable: 'always' },
  adminGetImportedApiKey: { method: 'GET', path: '/v2alpha1/admin/importedApiKeys/{key_id}', query: [], repeatable: 'always' },
  adminGetIssuedApiKey: { method: 'GET', path: '/v2alpha1/admin/issuedApiKeys/{key_id}', query: [], repeatable: 'always' },
  adminImportApiKey: { method: 'POST', path: '/v2alpha1/admin/importedApiKeys', query: [], repeatable: 'with_request_id' },
  adminIssueApiKey: { method: 'POST', path: '/v2alpha1/admin/issuedApiKeys', query: [], repeatable: 'with_request_id' },
  adminListImportedApiKeys: { method: 'GET', path: '/v2alpha1/admin/importedApiKeys', query: ['page_size', 'page_token', 'filter'], repeatable: 'always' },
  adminListIssuedApiKeys: { method: 'GET', path: '/v2alpha1/admin/issuedApiKeys', query: ['page_size', 'page_token', 'filter'], repeatable: 'always' },
  adminResumeImportedApiKey: { method: 'POST', path: '/v2alpha1/admin/importedApiKeys/{key_id}:resume', query: [], repeatable: 'always' },
  adminResumeIssuedApiKey: { method: 'POST', path: '/v2alpha1/admin/issuedApiKeys/{key_id}:resume', query: [], repeatable: 'always' },
  adminRevokeApiKey: { method: 'POST', path: '/v2alpha1/admin/apiKeys/{key_id}:revoke', query: [], repeatable: 'never' },
  adminRevokeImportedApiKey: { method: 'POST', path: '/v2alpha1/admin/importedApiKeys/{key_id}:revoke', query: [], repeatable: 'never' },
  adminRevokeIssuedApiKey: { method: 'POST', path: '/v2alpha1/admin/issuedApiKeys/{key_id}:revoke', query: [], repeatable: 'never' },
  adminRotateIssuedApiKey: { method: 'POST', path: '/v2alpha1/admin/issuedApiKeys/{key_id}:rotate', query: [], repeatable: 'never' },
  adminSuspendImportedApiKey: { method: 'POST', path: '/v2alpha1/admin/importedApiKeys/{key_id}:suspend', query: [], repeatable: 'always' },
  adminSuspendIssuedApiKey: { method: 'POST', path: '/v2alpha1/admin/issuedApiKeys/{key_id}:suspend', query: [], repeatable: 'always' },
  adminUpdateImportedApiKey: { method: 'PATCH', path: '/v2alpha1/admin/importedApiKeys/{key_id}', query: ['update_mask'], repeatable: 'never' },
  adminUpdateIssuedApiKey: { method: 'PATCH', path: '/v2alpha1/admin/issuedApiKeys/{key_id}', query: ['update_mask'], repeatable: 'never' },
  adminVerifyApiKey: { method: 'POST', path: '/v2alpha1/admin/apiKeys:verify', query: [], repeatable: 'always' },
  getJwks: { method: 'GET', path: '/v2alpha1/derivedKeys/jwks.json', query: [], repeatable: 'always' },
  getOpenApi: { method: 'GET', path: '/openapi.json', query: [], repeatable: 'always' },
  getVersion: { method: 'GET', path: '/version', query: [], repeatable: 'always' },
  isAlive: { method: 'GET', path: '/health/alive', query: [], repeatable: 'always' },
  isReady: { method: 'GET', path: '/health/ready', query: [], repeatable: 'always' },
  revokeApiKey: { method: 'POST', path: '/v2alpha1/apiKeys:selfRevoke', query: [], repeatable: 'always' },
} as const

export type OperationId = keyof typeof operations
