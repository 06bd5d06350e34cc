import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Backend, backend, isBackendChosen } from '../support/backend.ts'
import { exactly, type Operation, type RecordedAnswer, replay } from './operation-log.ts'
import { type StillServer, startStillServer } from './still-server.ts'
import { Walk } from './walk.ts'
import { walkAudit, walkControlPlane } from './walk-control.ts'
import { walkKeys } from './walk-keys.ts'

const RECORDED_ON: Backend = { store: 'sqlite', cache: 'none' }
const KEY_OPERATIONS = 180
const OPERATIONS_MIN = 300

/** Redis counts by its own clock, so that it alone says when a limit is as new again. */
const RESET_TIMES = /("rate_limit_reset_time":)"[^"]+"/g

const others: readonly Backend[] = isBackendChosen
  ? [backend]
  : [
      { store: 'sqlite', cache: 'memory' },
      { store: 'memory', cache: 'memory' },
    ]

const sameOn = ({ cache }: Backend) =>
  cache === 'redis'
    ? (answer: RecordedAnswer): RecordedAnswer => ({ ...answer, body: answer.body.replace(RESET_TIMES, '$1"…"') })
    : exactly

async function onStill<T>(where: Backend, act: (still: StillServer) => Promise<T>): Promise<T> {
  const still = await startStillServer(where)
  try {
    return await act(still)
  } finally {
    await still.server.stop()
  }
}

describe('one log of operations on every store', () => {
  let operations: readonly Operation[]
  before(async () => {
    operations = await onStill(RECORDED_ON, async (still) => {
      const walk = new Walk(still)
      await walkControlPlane(walk)
      await walkKeys(walk, KEY_OPERATIONS)
      await walkAudit(walk)
      return walk.recorder.operations
    })
  })

  it('touches everything: good answers and refusals', () => {
    assert.ok(operations.length >= OPERATIONS_MIN, `${operations.length} operations`)
    const statuses = new Set(operations.map(({ answer }) => answer.status))
    for (const status of [200, 201, 204, 400, 401, 404, 409, 412]) assert.ok(statuses.has(status), `nothing answers ${status}`)
    assert.deepEqual(
      operations.filter(({ answer }) => answer.status >= 500),
      [],
    )
  })

  for (const other of others)
    it(`is answered byte for byte the same on ${other.store} with ${other.cache} as cache`, () =>
      onStill(other, (still) => replay(still, operations, sameOn(other))))
})
