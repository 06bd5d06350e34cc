import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { BatchImportOutcome } from '@latchkey/core/key/batch-import-keys'
import { buildImportedKey } from '@latchkey/testkit/builders'
import { TEST_START } from '@latchkey/testkit/fake-clock'
import { batchItemsFromWire, batchResultsToWire, refusalOfBatch } from './batch-import.ts'

const refused = (error: DomainError): BatchImportOutcome => ({ refused: error })
const imported: BatchImportOutcome = { imported: buildImportedKey() }

describe('a batch of imports', () => {
  it('keeps each bad item in its place', () => {
    const good = { raw_key: 'a', name: 'n', actor_id: 'u' }
    const hostile = [
      good,
      {},
      { ...good, name: 7 },
      { ...good, rawKey: 'b', raw_key: undefined },
      { ...good, ttl: 'soon' },
      { ...good, metadata: [] },
    ]
    const items = batchItemsFromWire({ requests: hostile })
    assert.deepEqual(
      items.map((item) => (item instanceof DomainError ? item.code : 'read')),
      ['read', 'bad_request', 'bad_request', 'read', 'bad_request', 'bad_request'],
    )
  })

  it('answers in order with an index, a code and a count', () => {
    const outcomes = [
      imported,
      refused(invalidField('name', 'is required')),
      refused(new DomainError('api_key_exists')),
      refused(new DomainError('conflict')),
      refused(new DomainError('failed_precondition')),
      refused(new DomainError('api_key_quota_exceeded')),
      refused(new DomainError('internal_server_error')),
    ]
    const { results, success_count, failure_count } = batchResultsToWire(outcomes, TEST_START)
    assert.deepEqual([success_count, failure_count], [1, 6])
    assert.deepEqual(
      results.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6],
    )
    assert.ok(results[0]?.imported_api_key !== undefined && !('error_code' in results[0]))
    assert.deepEqual(
      results.slice(1).map(({ error_code: code }) => code?.replace('BATCH_CREATE_IMPORTED_API_KEYS_ERROR_', '')),
      ['INVALID_ARGUMENT', 'ALREADY_EXISTS', 'ALREADY_EXISTS', 'FAILED_PRECONDITION', 'RESOURCE_EXHAUSTED', 'INTERNAL'],
    )
    assert.equal(results[1]?.error_message, 'name: is required')
    assert.equal(results[2]?.error_message, 'The API key exists already')
  })

  it('has one refusal for all only when nothing was imported: the most frequent, of equals the first', () => {
    const exists = refused(new DomainError('api_key_exists'))
    const invalid = refused(invalidField('name', 'is required'))
    assert.equal(refusalOfBatch([exists, imported]), undefined)
    assert.equal(refusalOfBatch([exists, invalid, invalid])?.code, 'bad_request')
    assert.equal(refusalOfBatch([exists, invalid])?.code, 'api_key_exists')
  })
})
