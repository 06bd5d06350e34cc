import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MemoryAuditLog } from '@latchkey/server/adapters/memory/memory-audit-log'
import { buildAuditEntry } from '@latchkey/testkit/builders'
import { atMs, FakeClock } from '@latchkey/testkit/fake-clock'
import type { AuditLog } from '../ports/audit-log.ts'
import type { AuditEvent } from './audit-event.ts'
import { auditKeysOf } from './audit-keys.ts'
import { makeCutChain } from './cut-chain.ts'
import { makeVerifyChain } from './verify-chain.ts'

const CHAIN = 'acme'
const keys = auditKeysOf({ current: new Uint8Array(32).fill(1), retired: [] })
const foreignKeys = auditKeysOf({ current: new Uint8Array(32).fill(2), retired: [] })
const mustExist = { mustExist: true }

/** A log in memory with so many events. */
function open(events: number) {
  const auditLog = new MemoryAuditLog()
  const append = (count: number) =>
    auditLog.append(
      CHAIN,
      Array.from({ length: count }, () => buildAuditEntry()),
    )
  if (events > 0) append(events)
  const clock = new FakeClock()
  clock.advance(1000)
  const cut = (count: number) => makeCutChain({ auditLog, keys, clock })(CHAIN, 0, count)
  return { auditLog, append, cut, clock, verify: makeVerifyChain({ auditLog, keys }) }
}

/** The same log as somebody else has left it. */
const altered = (auditLog: AuditLog, changes: Partial<Pick<AuditLog, 'readChain' | 'findHead' | 'readCheckpoint'>>) =>
  makeVerifyChain({
    auditLog: {
      readChain: (chainId, stretch) => auditLog.readChain(chainId, stretch),
      findHead: (chainId) => auditLog.findHead(chainId),
      readCheckpoint: (chainId) => auditLog.readCheckpoint(chainId),
      ...changes,
    },
    keys,
  })

const events = (auditLog: MemoryAuditLog, change: (all: readonly AuditEvent[]) => readonly AuditEvent[]) => ({
  readChain: (chainId: string, { after, limit }: { after: number; limit: number }) =>
    change(auditLog.read(chainId))
      .filter(({ sequence }) => sequence > after)
      .slice(0, limit),
})

describe('proving a chain', () => {
  it('finds a chain of several stretches intact, and says where it ends', async () => {
    const { auditLog, verify } = open(1203)
    const { problem, events: count, last, checkpoint } = await verify(CHAIN, mustExist)
    assert.deepEqual([problem, count, last, checkpoint], [undefined, 1203, auditLog.findHead(CHAIN), undefined])
  })

  it('ends on a stretch that is exactly full', async () => {
    const { verify } = open(1000)
    assert.deepEqual([(await verify(CHAIN, mustExist)).problem, (await verify(CHAIN, mustExist)).events], [undefined, 1000])
  })

  it('takes a chain that is not there for a problem only where there must be one', async () => {
    const { verify } = open(0)
    assert.equal((await verify(CHAIN, mustExist)).problem?.kind, 'missing')
    assert.equal((await verify(CHAIN, { mustExist: false })).problem, undefined)
  })

  it('names the first event that is wrong, in whichever stretch', async () => {
    const { auditLog } = open(700)
    for (const [at, sequence] of [
      [0, 1],
      [499, 500],
      [500, 501],
      [699, 700],
    ] as const) {
      const edited = (all: readonly AuditEvent[]) => all.map((event, index) => (index === at ? { ...event, ip: 'x' } : event))
      const { problem, events: count } = await altered(auditLog, events(auditLog, edited))(CHAIN, mustExist)
      assert.deepEqual([problem?.kind, problem?.sequence, count], ['content', sequence, sequence - 1])
      assert.equal(problem?.eventId, auditLog.read(CHAIN)[at]?.id)
    }
  })

  it('misses the newest events by the head, and the oldest without a checkpoint', async () => {
    const { auditLog } = open(20)
    const verdicts = [
      await altered(
        auditLog,
        events(auditLog, (all) => all.slice(0, -1)),
      )(CHAIN, mustExist),
      await altered(
        auditLog,
        events(auditLog, (all) => all.slice(1)),
      )(CHAIN, mustExist),
      await altered(auditLog, { findHead: () => undefined })(CHAIN, mustExist),
      await altered(auditLog, { findHead: () => ({ sequence: 7, hash: 'other' }) })(CHAIN, mustExist),
    ]
    assert.deepEqual(
      verdicts.map(({ problem }) => [problem?.kind, problem?.sequence]),
      [
        ['head', 20],
        ['gap', 1],
        ['head', 21],
        ['head', 7],
      ],
    )
  })

  it('goes on where the retention has cut, also when nothing is left', async () => {
    const { cut, verify, append } = open(10)
    assert.equal(await cut(4), 4)
    const some = await verify(CHAIN, mustExist)
    assert.deepEqual([some.problem, some.events, some.checkpoint?.sequence], [undefined, 6, 4])
    assert.equal(await cut(100), 6)
    const none = await verify(CHAIN, mustExist)
    assert.deepEqual([none.problem, none.events, none.last.sequence], [undefined, 0, 10])
    append(2)
    assert.deepEqual([(await verify(CHAIN, mustExist)).problem, (await verify(CHAIN, mustExist)).events], [undefined, 2])
  })

  it('believes a checkpoint only as it was signed, for this chain', async () => {
    const { auditLog, cut } = open(10)
    await cut(4)
    const checkpoint = auditLog.readCheckpoint(CHAIN)
    assert.ok(checkpoint !== undefined)
    const forgeries = [
      { ...checkpoint, signature: '' },
      { ...checkpoint, cutAt: atMs(5) },
      { ...checkpoint, sequence: 5 },
      { ...checkpoint, hash: checkpoint.hash.replace(/^./, 'x') },
    ]
    for (const forgery of forgeries) {
      const { problem } = await altered(auditLog, { readCheckpoint: () => forgery })(CHAIN, mustExist)
      assert.equal(problem?.kind, 'checkpoint')
    }
    const elsewhere = await altered(auditLog, {})('globex', mustExist)
    assert.equal(elsewhere.problem?.kind, 'missing')
    assert.equal((await makeVerifyChain({ auditLog, keys: foreignKeys })(CHAIN, mustExist)).problem?.kind, 'checkpoint')
    const rotated = auditKeysOf({ current: new Uint8Array(32).fill(3), retired: [new Uint8Array(32).fill(1)] })
    assert.equal((await makeVerifyChain({ auditLog, keys: rotated })(CHAIN, mustExist)).problem, undefined)
  })

  it('sees an older checkpoint put back, and events put in before it', async () => {
    const { auditLog, cut } = open(10)
    await cut(2)
    const older = auditLog.readCheckpoint(CHAIN)
    const [third] = auditLog.read(CHAIN)
    assert.ok(older !== undefined && third !== undefined)
    await cut(3)
    const back = await altered(auditLog, { readCheckpoint: () => older })(CHAIN, mustExist)
    assert.deepEqual([back.problem?.kind, back.problem?.sequence], ['gap', 3])
    const before = await altered(
      auditLog,
      events(auditLog, (all) => [third, ...all]),
    )(CHAIN, mustExist)
    assert.deepEqual([before.problem?.kind, before.problem?.sequence], ['gap', 6])
  })

  it('holds while the chain grows and the retention cuts', async () => {
    const { auditLog, append, cut } = open(1100)
    let reads = 0
    const verify = altered(auditLog, {
      async readChain(chainId, stretch) {
        if (++reads === 1) await cut(100)
        append(1)
        return auditLog.readChain(chainId, stretch)
      },
    })
    const { problem, checkpoint } = await verify(CHAIN, mustExist)
    assert.deepEqual([problem, checkpoint?.sequence], [undefined, 100])
  })
})
