import type { BulkRevokeKeysDependencies } from '@latchkey/core/key/bulk-revoke-keys'
import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { OperationHandler } from '../operation.ts'
import { makeBatchImportApiKeysHandler } from './batch-import-api-keys.ts'
import { makeBulkRevokeApiKeysHandler } from './bulk-revoke-api-keys.ts'
import { makeDeleteImportedApiKeyHandler } from './delete-imported-api-key.ts'
import { makeImportApiKeyHandler } from './import-api-key.ts'
import { makeIssueApiKeyHandler } from './issue-api-key.ts'
import { makeRevokeApiKeyHandler } from './revoke-api-key.ts'
import { makeRotateApiKeyHandler } from './rotate-api-key.ts'
import { makeSelfRevokeApiKeyHandler } from './self-revoke-api-key.ts'
import { makeResumeApiKeyHandler, makeSuspendApiKeyHandler } from './suspend-api-key.ts'
import { makeUpdateApiKeyHandler } from './update-api-key.ts'

export interface ControlPlaneDependencies {
  readonly keyStore: Pick<KeyStore, 'findMany' | 'list' | 'insert' | 'insertMany' | 'change'>
  readonly clock: Clock
  readonly random: RandomSource
  readonly letOthersRun: BulkRevokeKeysDependencies['letOthersRun']
}

/** Everything that changes keys, by operation id. */
export const makeControlPlaneHandlers = (deps: ControlPlaneDependencies) =>
  ({
    adminIssueApiKey: makeIssueApiKeyHandler(deps),
    adminUpdateIssuedApiKey: makeUpdateApiKeyHandler(deps, 'issued'),
    adminRotateIssuedApiKey: makeRotateApiKeyHandler(deps),
    adminRevokeIssuedApiKey: makeRevokeApiKeyHandler(deps, 'issued'),
    adminSuspendIssuedApiKey: makeSuspendApiKeyHandler(deps, 'issued'),
    adminResumeIssuedApiKey: makeResumeApiKeyHandler(deps, 'issued'),
    adminImportApiKey: makeImportApiKeyHandler(deps),
    adminBatchCreateImportedApiKeys: makeBatchImportApiKeysHandler(deps),
    adminUpdateImportedApiKey: makeUpdateApiKeyHandler(deps, 'imported'),
    adminRevokeImportedApiKey: makeRevokeApiKeyHandler(deps, 'imported'),
    adminSuspendImportedApiKey: makeSuspendApiKeyHandler(deps, 'imported'),
    adminResumeImportedApiKey: makeResumeApiKeyHandler(deps, 'imported'),
    adminDeleteImportedApiKey: makeDeleteImportedApiKeyHandler(deps),
    adminRevokeApiKey: makeRevokeApiKeyHandler(deps, undefined),
    adminBulkRevokeApiKeys: makeBulkRevokeApiKeysHandler(deps),
    revokeApiKey: makeSelfRevokeApiKeyHandler(deps),
  }) satisfies Record<string, OperationHandler>
