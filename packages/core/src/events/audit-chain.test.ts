import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import { chainAuditEvent, GENESIS_HASH, verifyAuditChain } from './audit-chain.ts'
import type { AuditEntry, AuditEvent } from './audit-event.ts'

const acme = '11111111-1111-4111-8111-111111111111'
const globex = '22222222-2222-4222-8222-222222222222'

const entryOf = (index: number): AuditEntry => ({
  id: `00000000-0000-4000-8000-00000000000${index}`,
  at: (1_700_000_000_000 + index) as Instant,
  event: 'api_key.updated',
  caller: { kind: 'access_key', id: 'caller-1', name: 'ci' },
  targetKind: 'issued_api_key',
  targetId: `key-${index}`,
  ip: '192.0.2.1',
  requestId: `request-${index}`,
  before: { name: 'old', scopes: ['a'], metadata: { team: 'x', ключ: null } },
  after: { name: 'new', scopes: [], metadata: {} },
})

function chainOf(projectId: string, length: number): AuditEvent[] {
  const events: AuditEvent[] = []
  for (let index = 0; index < length; index++) {
    events.push(chainAuditEvent(entryOf(index), projectId, index + 1, events.at(-1)?.hash ?? GENESIS_HASH))
  }
  return events
}

/** The chain with one event replaced. */
const withEvent = (events: readonly AuditEvent[], index: number, change: Partial<AuditEvent>): AuditEvent[] =>
  events.map((event, at) => (at === index ? { ...event, ...change } : event))

describe('audit chain', () => {
  it('accepts what it wrote, as a whole and in stretches', () => {
    const events = chainOf(acme, 9)
    const last = { sequence: 9, hash: events[8]?.hash ?? '' }
    assert.deepEqual(verifyAuditChain(events), { intact: true, last })
    const first = verifyAuditChain(events.slice(0, 4))
    assert.ok(first.intact)
    assert.deepEqual(verifyAuditChain(events.slice(4), first.last), { intact: true, last })
    assert.deepEqual(verifyAuditChain([]), { intact: true, last: { sequence: 0, hash: GENESIS_HASH } })
  })

  it('does not depend on the order of members or on absent ones, as a store may return them', () => {
    const [event] = chainOf(acme, 1)
    assert.ok(event !== undefined)
    const shuffled = Object.fromEntries(Object.entries(event).reverse()) as unknown as AuditEvent
    assert.ok(verifyAuditChain([shuffled]).intact)
    const chained = chainAuditEvent({ ...entryOf(0), ip: undefined, before: undefined }, acme, 1, GENESIS_HASH)
    assert.ok(verifyAuditChain([JSON.parse(JSON.stringify(chained)) as AuditEvent]).intact)
  })

  const edits: Record<string, Partial<AuditEvent>> = {
    id: { id: '00000000-0000-4000-8000-000000000009' },
    at: { at: 1 as Instant },
    event: { event: 'api_key.deleted' },
    'caller kind': { caller: { kind: 'operator', id: 'caller-1', name: 'ci' } },
    'caller name': { caller: { kind: 'access_key', id: 'caller-1', name: 'someone else' } },
    targetKind: { targetKind: 'imported_api_key' },
    targetId: { targetId: 'key-7' },
    ip: { ip: '192.0.2.2' },
    'ip removed': { ip: undefined },
    requestId: { requestId: '' },
    before: { before: undefined },
    'nested before': { before: { name: 'old', scopes: ['a'], metadata: { team: 'y', ключ: null } } },
    after: { after: { name: 'new', scopes: [''], metadata: {} } },
    hash: { hash: GENESIS_HASH },
  }
  for (const [field, edit] of Object.entries(edits)) {
    it(`names the event whose ${field} was edited`, () => {
      assert.deepEqual(verifyAuditChain(withEvent(chainOf(acme, 5), 2, edit)), { intact: false, sequence: 3, problem: 'content' })
    })
  }

  it('notices an edit whose hash was made to fit, at the next event', () => {
    const events = chainOf(acme, 5)
    const forged = chainAuditEvent({ ...entryOf(2), targetId: 'forged' }, acme, 3, events[1]?.hash ?? '')
    assert.deepEqual(verifyAuditChain(withEvent(events, 2, forged)), { intact: false, sequence: 4, problem: 'link' })
  })

  it('notices a removed, repeated, swapped and missing first event', () => {
    const events = chainOf(acme, 5)
    const [a, b, c, d, e] = events as [AuditEvent, AuditEvent, AuditEvent, AuditEvent, AuditEvent]
    assert.deepEqual(verifyAuditChain([a, b, d, e]), { intact: false, sequence: 3, problem: 'gap' })
    assert.deepEqual(verifyAuditChain([a, b, b, c]), { intact: false, sequence: 3, problem: 'gap' })
    assert.deepEqual(verifyAuditChain([a, c, b]), { intact: false, sequence: 2, problem: 'gap' })
    assert.deepEqual(verifyAuditChain([b, c]), { intact: false, sequence: 1, problem: 'gap' })
    const renumbered = withEvent([a, c, d], 1, { sequence: 2 })
    assert.deepEqual(verifyAuditChain(renumbered), { intact: false, sequence: 2, problem: 'link' })
  })

  it('notices an event of another project', () => {
    const events = chainOf(acme, 3)
    const foreign = chainAuditEvent(entryOf(2), globex, 3, events[1]?.hash ?? '')
    assert.deepEqual(verifyAuditChain(withEvent(events, 2, foreign)), { intact: false, sequence: 3, problem: 'foreign' })
    assert.deepEqual(verifyAuditChain(withEvent(events, 2, { projectId: globex as ProjectId })), {
      intact: false,
      sequence: 3,
      problem: 'foreign',
    })
  })

  it('starts every project differently', () => {
    assert.notEqual(chainOf(acme, 1)[0]?.hash, chainOf(globex, 1)[0]?.hash)
  })

  it('does not confuse neighbouring values', () => {
    const left = chainAuditEvent({ ...entryOf(0), targetId: 'ab', requestId: 'c' }, acme, 1, GENESIS_HASH)
    const right = chainAuditEvent({ ...entryOf(0), targetId: 'a', requestId: 'bc' }, acme, 1, GENESIS_HASH)
    assert.notEqual(left.hash, right.hash)
  })

  it('shows a cut-off end against a remembered link', () => {
    const events = chainOf(acme, 5)
    const verdict = verifyAuditChain(events.slice(0, 3))
    assert.ok(verdict.intact)
    assert.notEqual(verdict.last.sequence, 5)
  })
})
