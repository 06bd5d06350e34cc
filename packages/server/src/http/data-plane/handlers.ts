import type { ExportAuditEventsDependencies } from '@latchkey/core/events/list-audit-events'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { OperationHandler } from '../operation.ts'
import { makeExportAuditEventsHandler, makeListAuditEventsHandler } from './audit-events.ts'
import { makeDeriveTokenHandler } from './derive-token.ts'
import { makeGetApiKeyHandler } from './get-api-key.ts'
import { makeGetJwksHandler } from './get-jwks.ts'
import { makeListImportedApiKeysHandler, makeListIssuedApiKeysHandler } from './list-api-keys.ts'

export interface DataPlaneDependencies {
  readonly keyStore: Pick<KeyStore, 'find' | 'findMany' | 'list'>
  readonly auditLog: Pick<AuditLog, 'listEvents'>
  readonly clock: Clock
  readonly random: RandomSource
  readonly letOthersRun: ExportAuditEventsDependencies['letOthersRun']
}

/** Everything that only reads keys, by operation id; verification has its own road. */
export const makeDataPlaneHandlers = (deps: DataPlaneDependencies) =>
  ({
    adminGetIssuedApiKey: makeGetApiKeyHandler(deps, 'issued'),
    adminListIssuedApiKeys: makeListIssuedApiKeysHandler(deps),
    adminGetImportedApiKey: makeGetApiKeyHandler(deps, 'imported'),
    adminListImportedApiKeys: makeListImportedApiKeysHandler(deps),
    adminDeriveToken: makeDeriveTokenHandler(deps),
    adminListAuditEvents: makeListAuditEventsHandler(deps),
    adminExportAuditEvents: makeExportAuditEventsHandler(deps),
    getJwks: makeGetJwksHandler(deps),
  }) satisfies Record<string, OperationHandler>
