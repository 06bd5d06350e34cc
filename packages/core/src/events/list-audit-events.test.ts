import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import { MemoryAuditLog } from '@latchkey/server/adapters/memory/memory-audit-log'
import { buildAuditEntry } from '@latchkey/testkit/builders'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { makeExportAuditEvents, makeListAuditEvents, type ReadableChain } from './list-audit-events.ts'

const keyOf = (byte: number) => createSecretKey(new Uint8Array(32).fill(byte))
const acme: ReadableChain = { chainId: 'acme', pageKeys: [keyOf(1)] }
const everything = { pageSize: 0, pageToken: '', filter: '' }

function open(count: number) {
  const auditLog = new MemoryAuditLog()
  for (const chainId of ['acme', 'globex'])
    auditLog.append(
      chainId,
      Array.from({ length: count }, (_, index) => buildAuditEntry({ targetId: index % 2 === 0 ? 'even' : 'odd' })),
    )
  let turns = 0
  const deps = {
    auditLog,
    random: new SeededRandom(),
    letOthersRun: async () => {
      turns++
    },
  }
  return { list: makeListAuditEvents(deps), exportAll: makeExportAuditEvents(deps), turns: () => turns }
}

const sequences = (events: readonly { readonly sequence: number }[]) => events.map(({ sequence }) => sequence)

describe('listing audit events', () => {
  it('walks all pages, newest first, with 50 to a page by default and 1000 at most', async () => {
    const { list } = open(120)
    const seen: number[] = []
    let pageToken = ''
    do {
      const page = await list(acme, { ...everything, pageToken })
      seen.push(...sequences(page.auditEvents))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual(
      seen,
      Array.from({ length: 120 }, (_, index) => 120 - index),
    )
    assert.equal((await list(acme, everything)).auditEvents.length, 50)
    assert.equal((await open(1100).list(acme, { ...everything, pageSize: 5000 })).auditEvents.length, 1000)
    await assert.rejects(list(acme, { ...everything, pageSize: -1 }), { code: 'bad_request', metadata: { field: 'page_size' } })
  })

  it('has no next page when the last one is exactly full', async () => {
    const { list } = open(4)
    const first = await list(acme, { ...everything, pageSize: 2 })
    const second = await list(acme, { ...everything, pageSize: 2, pageToken: first.nextPageToken })
    assert.deepEqual([sequences(second.auditEvents), second.nextPageToken], [[2, 1], ''])
  })

  it('opens a page token for its own chain and filter only, also with a retired key', async () => {
    const { list } = open(6)
    const filter = 'target=even'
    const { nextPageToken: pageToken } = await list(acme, { pageSize: 2, pageToken: '', filter })
    const next = { pageSize: 2, pageToken, filter }
    const rotated: ReadableChain = { chainId: 'acme', pageKeys: [keyOf(2), keyOf(1)] }
    assert.deepEqual(sequences((await list(rotated, next)).auditEvents), [1])
    const foreign: readonly Promise<unknown>[] = [
      list({ ...acme, chainId: 'globex' }, next),
      list(acme, { ...next, filter: 'target=odd' }),
      list(acme, { ...next, filter: `${filter} ` }),
      list({ ...acme, pageKeys: [keyOf(2)] }, next),
      ...['x', `${pageToken}A`, pageToken.slice(1), pageToken.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))].map((text) =>
        list(acme, { ...next, pageToken: text }),
      ),
    ]
    for (const call of foreign) await assert.rejects(call, { code: 'bad_request', metadata: { field: 'page_token' } })
  })
})

describe('exporting audit events', () => {
  it('takes them in batches, newest first, and lets others run between them', async () => {
    const { exportAll, turns } = open(450)
    const batches: number[][] = []
    for await (const batch of exportAll('acme', '')) batches.push(sequences(batch))
    assert.deepEqual(
      batches.map((batch) => [batch.length, batch[0]]),
      [
        [200, 450],
        [200, 250],
        [50, 50],
      ],
    )
    assert.equal(turns(), 2)
  })

  it('knows the filter, and refuses a bad one before anything is read', async () => {
    const { exportAll } = open(5)
    const [found] = await Array.fromAsync(exportAll('acme', 'target=odd'))
    assert.deepEqual(sequences(found ?? []), [4, 2])
    assert.deepEqual(await Array.fromAsync(exportAll('acme', 'target=nothing')), [])
    assert.throws(() => exportAll('acme', 'x'), { code: 'bad_request' })
  })
})
