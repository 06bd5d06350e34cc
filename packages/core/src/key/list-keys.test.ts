import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildHmacSecret, buildProject } from '@latchkey/testkit/build-project'
import { buildAttributes, buildOtherProject, call, DAY_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import type { ProjectId } from './api-key.ts'
import { makeIssueKey } from './issue-key.ts'
import { type ListKeysRequest, makeListKeys } from './list-keys.ts'

const request = (overrides: Partial<ListKeysRequest> = {}): ListKeysRequest => ({
  origin: 'issued',
  pageSize: 0,
  pageToken: '',
  filter: '',
  ...overrides,
})

async function withKeys(count: number) {
  const bench = openUseCaseBench()
  for (let n = 0; n < count; n++) {
    // Three keys share each instant, so that the order within one is tested too.
    if (n % 3 === 0) bench.clock.advance(1)
    await makeIssueKey(bench.deps)(
      bench.project,
      call,
      buildAttributes({ name: `key-${n}`, actorId: n % 2 === 0 ? 'even' : 'odd' }),
    )
  }
  return { ...bench, list: makeListKeys(bench.deps) }
}

describe('listKeys', () => {
  it('walks every key once, newest first, to an empty token', async () => {
    const { list, project } = await withKeys(25)
    const names: string[] = []
    let pageToken = ''
    do {
      const page = await list(project, request({ pageSize: 7, pageToken }))
      names.push(...page.apiKeys.map(({ name }) => name))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.equal(new Set(names).size, 25)
    assert.equal(names[0], 'key-24')
    assert.deepEqual(names.slice(-3).toSorted(), ['key-0', 'key-1', 'key-2'])
  })

  it('has no next page exactly at the end', async () => {
    const { list, project } = await withKeys(4)
    assert.equal((await list(project, request({ pageSize: 4 }))).nextPageToken, '')
    assert.notEqual((await list(project, request({ pageSize: 3 }))).nextPageToken, '')
    assert.deepEqual(await list(project, request({ origin: 'imported' })), { apiKeys: [], nextPageToken: '' })
  })

  it('takes 50 by default and at most 1000', async () => {
    const { list, project, deps } = await withKeys(60)
    assert.equal((await list(project, request())).apiKeys.length, 50)
    await assert.rejects(list(project, request({ pageSize: -1 })), { code: 'bad_request', metadata: { field: 'page_size' } })
    const limits: number[] = []
    const listNothing = (_: ProjectId, { limit }: { limit: number }) => {
      limits.push(limit)
      return []
    }
    const keyStore = { list: listNothing }
    for (const pageSize of [1000, 1001, 2 ** 31 - 1]) await makeListKeys({ ...deps, keyStore })(project, request({ pageSize }))
    assert.deepEqual(limits, [1001, 1001, 1001])
  })

  it('filters, with a status computed now', async () => {
    const { list, project, clock } = await withKeys(6)
    const odd = await list(project, request({ filter: 'actor_id="odd" AND status=ACTIVE' }))
    assert.equal(odd.apiKeys.length, 3)
    clock.advance(7 * DAY_MS)
    assert.equal((await list(project, request({ filter: 'status=ACTIVE' }))).apiKeys.length, 0)
    assert.equal((await list(project, request({ filter: 'status=EXPIRED' }))).apiKeys.length, 6)
    await assert.rejects(list(project, request({ filter: 'shape="round"' })), { code: 'bad_request' })
  })

  it('opens a page token only for the list it came from', async () => {
    const { list, project } = await withKeys(5)
    const filter = 'actor_id="even"'
    const { nextPageToken: pageToken } = await list(project, request({ pageSize: 1, filter }))
    await list(project, request({ pageToken, filter }))
    const other = buildOtherProject()
    const tampered = `${pageToken.slice(0, -1)}${pageToken.endsWith('A') ? 'B' : 'A'}`
    const bad = { code: 'bad_request', metadata: { field: 'page_token' } }
    await assert.rejects(list(project, request({ pageToken })), bad)
    await assert.rejects(list(project, request({ pageToken, filter, origin: 'imported' })), bad)
    await assert.rejects(list(project, request({ pageToken: tampered, filter })), bad)
    await assert.rejects(list(other, request({ pageToken, filter })), bad)
  })

  it('survives the rotation of the secret until the old one ends', async () => {
    const { list, project, clock } = await withKeys(5)
    const { nextPageToken: pageToken } = await list(project, request({ pageSize: 1 }))
    const rotated = (expiresAt: number) =>
      buildProject({
        hmacSecrets: {
          current: buildHmacSecret('next'),
          retired: [{ value: project.hmacSecrets.current, expiresAt: expiresAt as never }],
        },
      })
    assert.equal((await list(rotated(clock.now() + 1), request({ pageToken }))).apiKeys.length, 4)
    await assert.rejects(list(rotated(clock.now()), request({ pageToken })), { code: 'bad_request' })
  })
})
