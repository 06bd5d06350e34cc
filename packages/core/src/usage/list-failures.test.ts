import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildHmacSecret, buildProject } from '@latchkey/testkit/build-project'
import { buildImportedKeyId, buildProjectId } from '@latchkey/testkit/builders'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import type { DomainError } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import type { FailureCount, FailureQuery } from '../ports/usage-store.ts'
import { type ListFailuresRequest, makeListFailures } from './list-failures.ts'

const project = buildProject()
const row: FailureCount = {
  minute: Date.UTC(2026, 10, 21) as Instant,
  keyId: buildImportedKeyId(),
  outcome: 'internal',
  ip: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  count: 3,
}
const empty: FailureCount = { ...row, keyId: '', ip: '', outcome: 'invalid_format' }

function open(rows: readonly FailureCount[]) {
  const asked: FailureQuery[] = []
  const usageStore = {
    listFailures: (_projectId: string, query: FailureQuery) => {
      asked.push(query)
      return rows.slice(0, query.limit)
    },
  }
  const list = makeListFailures({ usageStore, clock: new FakeClock(), random: new SeededRandom() })
  const ask = (request: Partial<ListFailuresRequest> = {}, of = project) =>
    list(of, { keyId: undefined, startAt: undefined, endAt: undefined, pageSize: 1, pageToken: '', ...request })
  return { ask, asked }
}

const refused = (error: DomainError) => error.code === 'bad_request'

describe('the list of refusals', () => {
  for (const last of [row, empty]) {
    it(`goes on exactly where the page ended (key id of ${last.keyId.length} characters)`, async () => {
      const { ask, asked } = open([last, last])
      const { failures, nextPageToken } = await ask()
      assert.deepEqual(failures, [last])
      await ask({ pageToken: nextPageToken })
      const { count: _count, ...cursor } = last
      assert.deepEqual(asked.at(-1)?.after, cursor)
    })
  }

  it('has no further page when there are no further rows', async () => {
    assert.equal((await open([row]).ask()).nextPageToken, '')
    assert.equal((await open([]).ask()).nextPageToken, '')
  })

  it('opens no token of another project, key, range or shape, and none that was touched', async () => {
    const { ask } = open([row, row])
    const { nextPageToken: pageToken } = await ask()
    const other = buildProject({ id: buildProjectId(), hmacSecrets: project.hmacSecrets })
    await assert.rejects(ask({ pageToken }, other), refused)
    await assert.rejects(ask({ pageToken, keyId: '' }), refused)
    await assert.rejects(ask({ pageToken, startAt: 0 as Instant }), refused)
    await assert.rejects(ask({ pageToken, endAt: row.minute }), refused)
    await assert.rejects(ask({ pageToken: `${pageToken}A` }), refused)
    const flipped = (pageToken.startsWith('A') ? 'B' : 'A') + pageToken.slice(1)
    await assert.rejects(ask({ pageToken: flipped }), refused)
  })

  it('still opens tokens under a secret that was retired, until that ends', async () => {
    const { ask } = open([row, row])
    const { nextPageToken: pageToken } = await ask()
    const rotated = (expiresAt: Instant | undefined) =>
      buildProject({
        id: project.id,
        hmacSecrets: { current: buildHmacSecret('next'), retired: [{ value: project.hmacSecrets.current, expiresAt }] },
      })
    await ask({ pageToken }, rotated(undefined))
    await assert.rejects(ask({ pageToken }, rotated(0 as Instant)), refused)
  })

  it('takes whole minutes, and refuses a range that is empty and pages below none', async () => {
    const { ask, asked } = open([])
    const minute = (count: number, ms = 0) => (row.minute + count * 60_000 + ms) as Instant
    await ask({ startAt: minute(0, 59_999), endAt: minute(1) })
    await ask({ startAt: minute(0), endAt: minute(1, 1) })
    assert.deepEqual(
      asked.map(({ from, to }) => [from, to]),
      [
        [minute(0), minute(1)],
        [minute(0), minute(2)],
      ],
    )
    await assert.rejects(ask({ startAt: minute(1), endAt: minute(1) }), refused)
    await assert.rejects(ask({ pageSize: -1 }), refused)
  })
})
