import { type ErrorId, errorCatalogue } from '@latchkey/contract/errors'
import {
  type BatchCreateImportedApiKeysErrorCode,
  type BatchCreateImportedApiKeysItems,
  type BatchCreateImportedApiKeysResponse,
  type BatchCreateImportedApiKeysResult,
  ImportApiKeyRequest,
} from '@latchkey/contract/messages/imported-keys'
import { compileMessage } from '@latchkey/contract/validate'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { BatchImportItem, BatchImportOutcome } from '@latchkey/core/key/batch-import-keys'
import type { Instant } from '@latchkey/core/ports/clock'
import { importedApiKeyToWire } from './api-key.ts'
import { importRequestFromWire } from './key-attributes.ts'

const item = compileMessage(ImportApiKeyRequest)

/** Reads each item on its own; one that breaks a rule becomes its own refusal. */
export const batchItemsFromWire = ({ requests }: BatchCreateImportedApiKeysItems): readonly BatchImportItem[] =>
  requests.map((request) => {
    try {
      const reading = item.parse(request)
      if (!reading.ok) throw invalidField(reading.field === '' ? 'request' : reading.field, reading.rule)
      return importRequestFromWire(reading.value)
    } catch (error) {
      if (error instanceof DomainError) return error
      throw error
    }
  })

export function batchResultsToWire(outcomes: readonly BatchImportOutcome[], now: Instant): BatchCreateImportedApiKeysResponse {
  const results = outcomes.map((outcome, index) => resultToWire(outcome, index, now))
  const success_count = outcomes.filter((outcome) => 'imported' in outcome).length
  return { results, success_count, failure_count: results.length - success_count }
}

/** The refusal that stands for all when nothing was imported: the most frequent, of equals the first. */
export function refusalOfBatch(outcomes: readonly BatchImportOutcome[]): DomainError | undefined {
  const refusals = outcomes.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : []))
  if (refusals.length < outcomes.length) return undefined
  const byCode = Object.values(Object.groupBy(refusals, ({ code }) => code))
  return byCode.toSorted((a, b) => b.length - a.length)[0]?.[0]
}

function resultToWire(outcome: BatchImportOutcome, index: number, now: Instant): BatchCreateImportedApiKeysResult {
  if ('imported' in outcome) return { index, imported_api_key: importedApiKeyToWire(outcome.imported, now) }
  const { code, reason } = outcome.refused
  return { index, error_code: batchCodeOf(code), error_message: reason ?? errorCatalogue[code].message }
}

function batchCodeOf(code: ErrorId): BatchCreateImportedApiKeysErrorCode {
  // A plan without room is PERMISSION_DENIED as a response of its own, and exhausted as one item of many.
  if (code === 'api_key_quota_exceeded') return 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_RESOURCE_EXHAUSTED'
  return batchCodeOfStatus[errorCatalogue[code].status] ?? 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INTERNAL'
}

const batchCodeOfStatus: Readonly<Record<string, BatchCreateImportedApiKeysErrorCode>> = {
  INVALID_ARGUMENT: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INVALID_ARGUMENT',
  ALREADY_EXISTS: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS',
  FAILED_PRECONDITION: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_FAILED_PRECONDITION',
}
