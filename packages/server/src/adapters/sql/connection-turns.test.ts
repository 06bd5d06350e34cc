import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { ConnectionTurns, type Errand } from './connection-turns.ts'
import { CONNECT_DEADLINE_MS, WAITING_MAX } from './network-database.ts'

describe('turns at the connections of a database', () => {
  let turns: ConnectionTurns
  let begun: string[]
  /** Settles when what it wants has begun. */
  const want = async (errand: Errand, name: string): Promise<void> => {
    await turns.take(errand)
    begun.push(name)
  }
  const settle = () => new Promise(setImmediate)

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    turns = new ConnectionTurns(1)
    begun = []
  })
  afterEach(() => mock.timers.reset())

  it('are taken at once while there are any', async () => {
    turns = new ConnectionTurns(2)
    await Promise.all([want('read', 'one'), want('commit', 'two')])
    assert.equal(turns.areWaitedFor, false)
    void want('read', 'three')
    await settle()
    assert.deepEqual(begun, ['one', 'two'])
    assert.equal(turns.areWaitedFor, true)
  })

  it('go to commits before reads, and to each of both in their order', async () => {
    await want('read', 'first')
    const waiting = [want('read', 'list 1'), want('read', 'list 2'), want('commit', 'revoke 1'), want('commit', 'revoke 2')]
    for (const _ of waiting) {
      turns.giveBack()
      await settle()
    }
    await Promise.all(waiting)
    assert.deepEqual(begun, ['first', 'revoke 1', 'revoke 2', 'list 1', 'list 2'])
    assert.equal(turns.areWaitedFor, false)
  })

  it('go to a read at least every fourth time, however much is written', async () => {
    await want('read', 'first')
    const waiting = [...Array.from({ length: 7 }, () => want('commit', 'write')), want('read', 'list 1'), want('read', 'list 2')]
    for (const _ of waiting) {
      turns.giveBack()
      await settle()
    }
    await Promise.all(waiting)
    const [, ...order] = begun
    assert.deepEqual(order, ['write', 'write', 'write', 'list 1', 'write', 'write', 'write', 'list 2', 'write'])
  })

  it('are not waited for longer than until the deadline, and one that was given up goes to the next', async () => {
    await want('read', 'first')
    const late = want('commit', 'late')
    mock.timers.tick(CONNECT_DEADLINE_MS - 1)
    const next = want('read', 'next')
    assert.deepEqual(begun, ['first'])
    mock.timers.tick(1)
    await assert.rejects(late, { code: 'service_unavailable' })
    turns.giveBack()
    await next
    assert.deepEqual(begun, ['first', 'next'])
  })

  it('are refused at once to reads of which too many wait, and not to commits for their sake', async () => {
    await want('read', 'first')
    for (let count = 0; count < WAITING_MAX; count++) void want('read', 'list').catch(() => {})
    await assert.rejects(want('read', 'one too many'), { code: 'service_unavailable' })
    const commit = want('commit', 'revoke')
    turns.giveBack()
    await commit
    assert.deepEqual(begun, ['first', 'revoke'])
  })
})
