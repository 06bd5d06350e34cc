import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { AuditCheckpoint, AuditCondition, AuditCut } from '@latchkey/core/ports/audit-log'
import { buildAuditEntry, buildUuid, buildWorkspaceRecord } from './builders.ts'
import { atMs, TEST_START } from './fake-clock.ts'
import { type OpenedStore, type OpenStore, onEmptyStore } from './opened-store.ts'

/** A chain with these events, oldest first. */
async function writeChain(
  { projects }: Pick<OpenedStore, 'projects'>,
  entries: readonly Partial<AuditEntry>[],
): Promise<{ readonly chainId: string; readonly written: readonly AuditEntry[] }> {
  const workspace = buildWorkspaceRecord()
  const written = entries.map((entry) => buildAuditEntry(entry))
  const [first, ...others] = written
  if (first === undefined) throw new TypeError('a chain has at least one event')
  await projects.createWorkspace(workspace, first)
  for (const audit of others) await projects.changeWorkspace(workspace.id, (current) => ({ workspace: current, audit }))
  return { chainId: workspace.id, written }
}

const numbered = (count: number): readonly Partial<AuditEntry>[] =>
  Array.from({ length: count }, (_, index) => ({ at: atMs(index), targetId: `target ${index}` }))

const everything = { conditions: [], before: undefined, limit: 100 }

/** What every `AuditLog` promises. `open` gives a fresh, empty store each time. */
export function describeAuditLog(adapter: string, open: OpenStore): void {
  describe(`AuditLog on ${adapter}`, () => {
    describePages(open)
    describeConditions(open)
    describeChains(open)
    describeCuts(open)
  })
}

function describePages(open: OpenStore): void {
  it(
    'lists a chain page by page, newest first, and nothing of another',
    onEmptyStore(open, async (store) => {
      const { chainId, written } = await writeChain(store, numbered(7))
      await writeChain(store, numbered(3))
      const seen: string[] = []
      let before: number | undefined
      for (let page = 0; page < 4; page++) {
        const events = await store.auditLog.listEvents(chainId, { ...everything, before, limit: 2 })
        assert.equal(events.length, page < 3 ? 2 : 1)
        seen.push(...events.map(({ id }) => id))
        before = events.at(-1)?.sequence
      }
      assert.deepEqual(seen, written.map(({ id }) => id).toReversed())
      assert.deepEqual(await store.auditLog.listEvents(chainId, { ...everything, before, limit: 2 }), [])
    }),
  )

  it(
    'gives every event back as it was written, with its place in the chain',
    onEmptyStore(open, async (store) => {
      const strange = {
        before: { name: 'ø\r\n', deep: { list: [null, 1.5] } },
        after: undefined,
        ip: undefined,
        requestId: '\u202e',
      }
      const { chainId, written } = await writeChain(store, [strange])
      const [event] = await store.auditLog.listEvents(chainId, everything)
      const { projectId, sequence, previousHash, hash, ...entry } = event ?? assert.fail('nothing')
      assert.deepEqual([projectId, sequence, entry], [chainId, 1, written[0]])
      assert.deepEqual(await store.auditLog.findHead(chainId), { sequence, hash })
      assert.match(previousHash, /^0{64}$/)
    }),
  )

  it(
    'goes on where a page ended while new events come in',
    onEmptyStore(open, async (store) => {
      const { chainId, written } = await writeChain(store, numbered(3))
      const [newest] = await store.auditLog.listEvents(chainId, { ...everything, limit: 1 })
      const audit = buildAuditEntry()
      await store.projects.changeWorkspace(chainId, (workspace) => ({ workspace, audit }))
      const rest = await store.auditLog.listEvents(chainId, { ...everything, before: newest?.sequence })
      assert.deepEqual(
        rest.map(({ id }) => id),
        [written[1]?.id, written[0]?.id],
      )
    }),
  )
}

const ada = { kind: 'account', id: 'ada', name: 'ada@example.com' } as const
const robot = { kind: 'access_key', id: 'robot', name: 'ci' } as const

const mixed: readonly Partial<AuditEntry>[] = [
  { event: 'project.created', targetKind: 'project', targetId: 'p', caller: ada, at: atMs(0) },
  { event: 'api_key.issued', targetId: 'k1', caller: robot, at: atMs(10) },
  { event: 'api_key.issued', targetId: 'k2', caller: ada, at: atMs(20) },
  // The clock went back.
  { event: 'api_key.revoked', targetId: 'k1', caller: ada, at: atMs(15) },
  { event: 'api_key.deleted', targetKind: 'imported_api_key', targetId: 'k3', caller: robot, at: atMs(30) },
  { event: 'token.derived', targetId: 'k2', caller: { ...robot, id: `'"; --` }, at: atMs(40) },
]

const cases: readonly (readonly [name: string, conditions: readonly AuditCondition[], found: readonly number[]])[] = [
  ['no condition', [], [6, 5, 4, 3, 2, 1]],
  ['the caller', [{ field: 'actor', equals: 'ada' }], [4, 3, 1]],
  ['a caller with quotes', [{ field: 'actor', equals: `'"; --` }], [6]],
  ['the kind of caller', [{ field: 'actor_kind', equals: 'access_key' }], [6, 5, 2]],
  ['the target', [{ field: 'target', equals: 'k1' }], [4, 2]],
  ['the kind of target', [{ field: 'target_kind', equals: 'imported_api_key' }], [5]],
  ['one event', [{ field: 'event', anyOf: ['api_key.issued'] }], [3, 2]],
  ['several events', [{ field: 'event', anyOf: ['api_key.issued', 'project.created'] }], [3, 2, 1]],
  ['a time', [{ field: 'time', comparison: '=', instant: atMs(15) }], [4]],
  ['a time on', [{ field: 'time', comparison: '>=', instant: atMs(20) }], [6, 5, 3]],
  ['after a time', [{ field: 'time', comparison: '>', instant: atMs(20) }], [6, 5]],
  ['up to a time', [{ field: 'time', comparison: '<=', instant: atMs(15) }], [4, 2, 1]],
  ['before a time', [{ field: 'time', comparison: '<', instant: atMs(15) }], [2, 1]],
  [
    'a stretch of time',
    [
      { field: 'time', comparison: '>=', instant: atMs(10) },
      { field: 'time', comparison: '<', instant: atMs(20) },
    ],
    [4, 2],
  ],
  [
    'all that is asked',
    [
      { field: 'actor', equals: 'ada' },
      { field: 'target', equals: 'k1' },
      { field: 'event', anyOf: ['api_key.revoked'] },
      { field: 'time', comparison: '>', instant: TEST_START },
    ],
    [4],
  ],
  [
    'nothing that contradicts itself',
    [
      { field: 'actor', equals: 'ada' },
      { field: 'actor', equals: 'robot' },
    ],
    [],
  ],
  [
    'no event that is another',
    [
      { field: 'event', anyOf: ['api_key.issued'] },
      { field: 'event', anyOf: ['api_key.revoked', 'api_key.deleted'] },
    ],
    [],
  ],
  [
    'no time that ends before it begins',
    [
      { field: 'time', comparison: '>', instant: atMs(20) },
      { field: 'time', comparison: '<', instant: atMs(20) },
    ],
    [],
  ],
]

function describeConditions(open: OpenStore): void {
  for (const [name, conditions, found] of cases) {
    it(
      `finds by ${name}`,
      onEmptyStore(open, async (store) => {
        const { chainId } = await writeChain(store, mixed)
        await writeChain(store, mixed)
        const events = await store.auditLog.listEvents(chainId, { ...everything, conditions })
        assert.deepEqual(
          events.map(({ sequence }) => sequence),
          found,
        )
        const [, second] = found
        const rest = await store.auditLog.listEvents(chainId, { conditions, before: found[0], limit: 1 })
        assert.deepEqual(
          rest.map(({ sequence }) => sequence),
          second === undefined || found.length === 0 ? [] : [second],
        )
      }),
    )
  }

  it(
    'finds what lies far back behind much else',
    onEmptyStore(open, async (store) => {
      const { chainId } = await writeChain(store, [{ caller: robot, targetId: 'needle', ip: '192.0.2.7' }])
      const audit = buildAuditEntry({ caller: ada, at: atMs(99), event: 'workspace.updated' })
      // No more at a time than may wait.
      for (let round = 0; round < 3; round++) {
        await Promise.all(
          Array.from({ length: 700 }, () => store.projects.changeWorkspace(chainId, (workspace) => ({ workspace, audit }))),
        )
      }
      const wanted: readonly AuditCondition[] = [
        { field: 'actor_kind', equals: 'access_key' },
        { field: 'target', equals: 'needle' },
        { field: 'event', anyOf: ['api_key.issued', 'api_key.revoked'] },
        { field: 'time', comparison: '<', instant: atMs(99) },
      ]
      for (const condition of wanted) {
        const events = await store.auditLog.listEvents(chainId, { ...everything, conditions: [condition] })
        assert.deepEqual(
          events.map(({ sequence }) => sequence),
          [1],
        )
      }
      const late = { field: 'time', comparison: '>=', instant: atMs(0) } as const
      const page = await store.auditLog.listEvents(chainId, { ...everything, conditions: [late], before: 50 })
      assert.deepEqual(
        page.map(({ sequence }) => sequence),
        Array.from({ length: 49 }, (_, index) => 49 - index),
      )
    }),
  )
}

function describeChains(open: OpenStore): void {
  it(
    'reads a chain in stretches that verify, and names it',
    onEmptyStore(open, async (store) => {
      const { chainId } = await writeChain(store, numbered(5))
      const first = await store.auditLog.readChain(chainId, { after: 0, limit: 3 })
      const second = await store.auditLog.readChain(chainId, { after: 3, limit: 3 })
      assert.deepEqual(verifyAuditChain([...first, ...second]), { intact: true, last: await store.auditLog.findHead(chainId) })
      assert.deepEqual(await store.auditLog.listChains(), [chainId])
      assert.equal(await store.auditLog.findHead(buildUuid()), undefined)
      assert.deepEqual(await store.auditLog.readChain(buildUuid(), { after: 0, limit: 3 }), [])
    }),
  )
}

function describeCuts(open: OpenStore): void {
  const signed = (sequence: number, hash: string): AuditCheckpoint => ({ sequence, hash, cutAt: atMs(99), signature: 'signed' })
  const cut = (overrides: Partial<AuditCut>): AuditCut => ({
    before: atMs(99),
    limit: 100,
    sign: ({ sequence, hash }) => signed(sequence, hash),
    ...overrides,
  })

  it(
    'cuts up to the first event that is young enough, in batches, and signs each',
    onEmptyStore(open, async (store) => {
      const { auditLog } = store
      const { chainId } = await writeChain(store, numbered(6))
      const { chainId: other } = await writeChain(store, numbered(6))
      const all = await auditLog.readChain(chainId, { after: 0, limit: 9 })
      assert.equal(await auditLog.readCheckpoint(chainId), undefined)
      assert.equal(await auditLog.cutBefore(chainId, cut({ before: atMs(0) })), 0)
      assert.equal(await auditLog.readCheckpoint(chainId), undefined)
      assert.equal(await auditLog.cutBefore(chainId, cut({ before: atMs(4), limit: 3 })), 3)
      assert.deepEqual(await auditLog.readCheckpoint(chainId), signed(3, all[2]?.hash ?? ''))
      assert.equal(await auditLog.cutBefore(chainId, cut({ before: atMs(4), limit: 3 })), 1)
      assert.equal(await auditLog.cutBefore(chainId, cut({ before: atMs(4), limit: 3 })), 0)
      assert.deepEqual(await auditLog.readCheckpoint(chainId), signed(4, all[3]?.hash ?? ''))
      assert.deepEqual(await auditLog.readChain(chainId, { after: 0, limit: 9 }), all.slice(4))
      assert.equal((await auditLog.readChain(other, { after: 0, limit: 9 })).length, 6)
      assert.equal(await auditLog.readCheckpoint(other), undefined)
    }),
  )

  it(
    'cuts all that there is, and the chain goes on where it was',
    onEmptyStore(open, async (store) => {
      const { auditLog } = store
      const { chainId } = await writeChain(store, numbered(2))
      const head = await auditLog.findHead(chainId)
      assert.equal(await auditLog.cutBefore(chainId, cut({})), 2)
      assert.deepEqual(await auditLog.findHead(chainId), head)
      const audit = buildAuditEntry()
      await store.projects.changeWorkspace(chainId, (workspace) => ({ workspace, audit }))
      const [next] = await auditLog.readChain(chainId, { after: 0, limit: 9 })
      assert.deepEqual([next?.sequence, next?.previousHash], [3, head?.hash])
    }),
  )

  it(
    'keeps old events that came in behind a young one',
    onEmptyStore(open, async (store) => {
      const { chainId } = await writeChain(store, [{ at: atMs(1) }, { at: atMs(50) }, { at: atMs(2) }])
      assert.equal(await store.auditLog.cutBefore(chainId, cut({ before: atMs(40) })), 1)
      assert.equal((await store.auditLog.readChain(chainId, { after: 0, limit: 9 })).length, 2)
    }),
  )

  it(
    'leaves a chain alone that is not there, and everything when the signature fails',
    onEmptyStore(open, async (store) => {
      const { chainId } = await writeChain(store, numbered(2))
      assert.equal(await store.auditLog.cutBefore(buildUuid(), cut({})), 0)
      const refuse = (): never => {
        throw new Error('no key')
      }
      await assert.rejects(store.auditLog.cutBefore(chainId, cut({ sign: refuse })))
      assert.equal((await store.auditLog.readChain(chainId, { after: 0, limit: 9 })).length, 2)
      assert.equal(await store.auditLog.readCheckpoint(chainId), undefined)
    }),
  )
}
