import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeMismatch } from './describe-mismatch.ts'
import { type ErrorId, errorCatalogue, errorEnvelope } from './errors.ts'
import { ErrorEnvelope } from './messages/system.ts'

const ids = Object.keys(errorCatalogue) as ErrorId[]

describe('errorEnvelope', () => {
  it('is exactly what the contract shows', () => {
    assert.equal(
      JSON.stringify(errorEnvelope('api_key_not_found', { requestId: 'r-1' })),
      '{"error":{"code":404,"status":"NOT_FOUND","message":"API key not found","request":"r-1","id":"api_key_not_found",' +
        '"reason":"API key not found","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_NOT_FOUND",' +
        '"domain":"latchkey","metadata":{}}]}}',
    )
  })

  it('tells which field to correct even to those who print only the message', () => {
    const { error } = errorEnvelope('bad_request', { requestId: 'r', reason: 'name: is required', metadata: { field: 'name' } })
    assert.equal(error.message, 'name: is required')
    assert.equal(error.reason, 'name: is required')
    assert.deepEqual(error.details[0]?.metadata, { field: 'name' })
  })

  it('keeps the message of every other error and puts the particulars into the reason', () => {
    const { error } = errorEnvelope('failed_precondition', { requestId: 'r', reason: 'the key is suspended' })
    assert.equal(error.message, errorCatalogue.failed_precondition.message)
    assert.equal(error.reason, 'the key is suspended')
  })

  it('gives every unauthenticated caller the same bytes', () => {
    const plain = errorEnvelope('unauthorized', { requestId: 'r' })
    assert.equal(plain.error.message, 'Access credentials are invalid')
    assert.deepEqual(errorEnvelope('unauthorized', { requestId: 'r', reason: 'the key belongs to another project' }), plain)
  })

  it('shares no object with the caller', () => {
    const metadata = { field: 'name' }
    const { error } = errorEnvelope('bad_request', { requestId: 'r', metadata })
    assert.notEqual(error.details[0]?.metadata, metadata)
  })

  it('keeps its own promise for every error', () => {
    for (const id of ids) {
      assert.equal(
        describeMismatch(ErrorEnvelope, errorEnvelope(id, { requestId: 'r', reason: 'x', metadata: { a: 'b' } })),
        undefined,
        id,
      )
    }
  })
})

describe('the catalogue', () => {
  const byStatus = (http: number) => ids.filter((id) => errorCatalogue[id].http === http)

  it('has the HTTP status of the contract for every error', () => {
    assert.deepEqual(byStatus(400), [
      'bad_request',
      'credential_required',
      'unknown_credential',
      'invalid_api_key_format',
      'invalid_token_type',
      'derived_token_not_revocable',
    ])
    assert.deepEqual(byStatus(401), [
      'unauthorized',
      'api_key_expired',
      'api_key_revoked',
      'signature_invalid',
      'parent_key_invalid',
    ])
    assert.deepEqual(byStatus(402), ['api_key_quota_exceeded', 'project_quota_exceeded'])
    assert.deepEqual(byStatus(403), ['forbidden', 'step_up_required', 'ip_not_allowed', 'feature_not_available'])
    assert.deepEqual(byStatus(404), ['not_found', 'api_key_not_found'])
    assert.deepEqual(byStatus(405), ['method_not_allowed'])
    assert.deepEqual(byStatus(406), ['not_acceptable'])
    assert.deepEqual(byStatus(409), ['api_key_exists', 'conflict', 'failed_precondition'])
    assert.deepEqual(byStatus(412), ['etag_mismatch'])
    assert.deepEqual(byStatus(413), ['payload_too_large'])
    assert.deepEqual(byStatus(415), ['unsupported_media_type'])
    assert.deepEqual(byStatus(429), ['too_many_requests'])
    assert.deepEqual(byStatus(500), ['internal_server_error'])
    assert.deepEqual(byStatus(503), ['service_unavailable'])
    assert.deepEqual(byStatus(504), ['gateway_timeout'])
    assert.equal(ids.length, 31)
  })

  it('names a google.rpc.Code that fits the status', () => {
    const codes: Readonly<Record<number, readonly string[]>> = {
      400: ['INVALID_ARGUMENT'],
      401: ['UNAUTHENTICATED'],
      402: ['PERMISSION_DENIED'],
      403: ['PERMISSION_DENIED'],
      404: ['NOT_FOUND'],
      405: ['UNIMPLEMENTED'],
      406: ['INVALID_ARGUMENT'],
      409: ['ALREADY_EXISTS', 'FAILED_PRECONDITION'],
      412: ['FAILED_PRECONDITION'],
      413: ['INVALID_ARGUMENT'],
      415: ['INVALID_ARGUMENT'],
      429: ['RESOURCE_EXHAUSTED'],
      500: ['INTERNAL'],
      503: ['UNAVAILABLE'],
      504: ['DEADLINE_EXCEEDED'],
    }
    for (const id of ids) assert.ok(codes[errorCatalogue[id].http]?.includes(errorCatalogue[id].status), id)
    assert.equal(errorCatalogue.failed_precondition.status, 'FAILED_PRECONDITION')
  })
})
