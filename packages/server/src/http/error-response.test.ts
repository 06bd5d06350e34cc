import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { errorCatalogue } from '@latchkey/contract/errors'
import { DomainError, domainErrorCodes } from '@latchkey/core/errors/domain-error'
import { pino } from 'pino'
import { errorResponse } from './error-response.ts'

function respond(error: unknown) {
  const logs: string[] = []
  const response = errorResponse(error, 'request-1', pino({}, { write: (line) => logs.push(line) }))
  return {
    ...response,
    body: response.body as { error: { id: string; message: string; reason: string; details: { metadata: object }[] } },
    logs,
  }
}

describe('the response of a failure', () => {
  for (const code of domainErrorCodes) {
    it(`answers ${code} as the catalogue says`, () => {
      const { status, body, logs } = respond(new DomainError(code, { metadata: { field: 'x' } }))
      assert.equal(status, errorCatalogue[code].http)
      assert.equal(body.error.id, code)
      assert.deepEqual(body.error.details[0]?.metadata, { field: 'x' })
      assert.equal(logs.length, status >= 500 ? 1 : 0)
    })
  }

  for (const surprise of [
    new TypeError('secret detail'),
    'secret detail',
    undefined,
    null,
    7,
    { code: '__proto__' },
    { code: 'constructor' },
  ]) {
    it(`says nothing about a surprise such as ${String(surprise)}`, () => {
      const { status, body, logs } = respond(surprise)
      assert.equal(status, 500)
      assert.equal(body.error.reason, 'An internal server error occurred')
      assert.doesNotMatch(JSON.stringify(body), /secret detail/)
      assert.equal(logs.length, 1)
    })
  }

  it('says why something was refused, but never to whom it does not know', () => {
    assert.equal(respond(new DomainError('forbidden', { reason: 'lacks keys:issue' })).body.error.reason, 'lacks keys:issue')
    const stranger = respond(new DomainError('unauthorized', { reason: 'expired yesterday' }))
    assert.equal(stranger.body.error.reason, 'Access credentials are invalid')
    assert.equal(
      respond(new DomainError('internal_server_error', { reason: 'x' })).body.error.reason,
      'An internal server error occurred',
    )
  })

  it('logs the cause of an outage, and says when to ask again', () => {
    const { headers, logs } = respond(new DomainError('service_unavailable', { cause: new Error('disk full') }))
    assert.deepEqual(headers, { 'Retry-After': '1' })
    assert.match(logs[0] ?? '', /disk full/)
    assert.match(logs[0] ?? '', /"requestId":"request-1"/)
    assert.deepEqual(respond(new DomainError('too_many_requests', { retryAfterSeconds: 9 })).headers, { 'Retry-After': '9' })
  })

  it('knows what the framework refuses, and a caller who hung up from a connection of ours that was lost', () => {
    const coded = (code: string, more: object = {}) => respond(Object.assign(new Error(code), { code, ...more }))
    assert.equal(coded('FST_ERR_CTP_BODY_TOO_LARGE').status, 413)
    assert.equal(coded('FST_ERR_CTP_INVALID_MEDIA_TYPE').status, 415)
    assert.equal(coded('FST_ERR_BAD_URL').status, 400)
    const hungUp = coded('ECONNRESET', { statusCode: 400 })
    assert.deepEqual([hungUp.status, hungUp.logs.length], [400, 0])
    assert.equal(coded('ECONNRESET').status, 500)
  })
})
