import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { buildLogger } from './build-logger.ts'

const CANARY = 'ory_pat_canary'

function log(value: object, level: 'info' | 'error' = 'error'): string {
  const lines: string[] = []
  buildLogger({ level: 'info' } as Parameters<typeof buildLogger>[0], { logLine: (line) => lines.push(line) }).error(
    value,
    'something happened',
  )
  assert.equal(lines.length, 1, level)
  return lines[0] ?? ''
}

describe('the log', () => {
  it('writes one line of JSON with the level by name and the time as text', () => {
    const line = JSON.parse(log({ requestId: 'r' }))
    assert.equal(line.level, 'error')
    assert.match(line.time, /^\d{4}-\d\d-\d\dT/)
    assert.deepEqual([line.msg, line.requestId], ['something happened', 'r'])
  })

  it('says of an error what it is and where it comes from, with its causes', () => {
    const cause = Object.assign(new Error('disk full'), { code: 'ENOSPC' })
    const { err } = JSON.parse(log({ err: new DomainError('service_unavailable', { reason: 'away', cause }) }))
    assert.deepEqual([err.type, err.code, err.message], ['DomainError', 'service_unavailable', 'away'])
    assert.match(err.stack, /build-logger\.test/)
    assert.deepEqual([err.cause.code, err.cause.message], ['ENOSPC', 'disk full'])
  })

  it('leaves out everything else that hangs on an error: requests, packets, parameters', () => {
    const loaded = Object.assign(new Error('x'), {
      rawPacket: Buffer.from(CANARY),
      request: { headers: { authorization: `Bearer ${CANARY}` } },
      params: [CANARY],
      detail: `Key (hash)=(${CANARY}) already exists`,
    })
    const nested = new Error('outer', { cause: loaded })
    assert.doesNotMatch(log({ err: nested }), /canary|99,97,110/)
    assert.doesNotMatch(log({ err: new AggregateError([loaded], 'several') }), /canary/)
  })

  it('survives what is no error, and causes in a circle', () => {
    assert.equal(JSON.parse(log({ err: 'text' })).err.message, 'text')
    assert.equal(JSON.parse(log({ err: undefined })).msg, 'something happened')
    const circle = new Error('round')
    circle.cause = circle
    assert.equal(JSON.parse(log({ err: circle })).err.message, 'round')
  })
})
