import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import type { CommitStep } from './transaction.ts'

/** Counts the commits of the store that a test runs on. */
function countCommits() {
  const counter = { commits: 0 }
  return {
    counter,
    onCommitStep: (step: CommitStep) => {
      if (step === 'after-commit') counter.commits += 1
    },
  }
}

describe('group commit', () => {
  const { counter, onCommitStep } = countCommits()

  it(
    'lets callers of one moment share one commit',
    onTemporaryDatabase(
      async ({ store, projectId }) => {
        counter.commits = 0
        const insertOneAfterAnother = async (): Promise<void> => {
          for (let round = 0; round < 5; round++)
            await store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }) }))
        }
        await Promise.all(Array.from({ length: 32 }, insertOneAfterAnother))
        assert.equal(counter.commits, 5)
      },
      { onCommitStep },
    ),
  )

  it(
    'keeps transactions short and lets reads in between',
    onTemporaryDatabase(
      async ({ store, projectId }) => {
        counter.commits = 0
        const made = Array.from({ length: 600 }, () => buildIssuedKey({ projectId }))
        const turns = new Set<number>()
        const takeTurn = (): void => {
          turns.add(counter.commits)
          if (counter.commits < 3) setImmediate(takeTurn)
        }
        setImmediate(takeTurn)
        await Promise.all(made.map((key) => store.keys.insert(projectId, buildInsertion({ key }))))
        assert.equal(counter.commits, 3)
        assert.ok(turns.has(1) && turns.has(2), 'others had a turn after each transaction')
      },
      { onCommitStep },
    ),
  )

  it(
    'runs a large batch in one transaction of its own',
    onTemporaryDatabase(
      async ({ store, projectId }) => {
        counter.commits = 0
        const batch = Array.from({ length: 1_000 }, () => buildInsertion({ key: buildIssuedKey({ projectId }) }))
        const single = buildInsertion({ key: buildIssuedKey({ projectId }) })
        await Promise.all([store.keys.insert(projectId, single), store.keys.insertMany(projectId, batch)])
        assert.equal(counter.commits, 2)
      },
      { onCommitStep },
    ),
  )

  it(
    'shows nothing before it is committed',
    onTemporaryDatabase(async ({ store, projectId }) => {
      const { key } = buildInsertion({ key: buildIssuedKey({ projectId }) })
      const inserted = store.keys.insert(projectId, buildInsertion({ key }))
      assert.equal(await store.keys.find(projectId, key.id), undefined)
      await inserted
      assert.deepEqual(await store.keys.find(projectId, key.id), key)
    }),
  )

  it(
    'commits on close what is waiting, and then refuses',
    onTemporaryDatabase(async ({ store, projectId, openAnother }) => {
      const made = Array.from({ length: 600 }, () => buildIssuedKey({ projectId }))
      const insertions = made.map((key) => store.keys.insert(projectId, buildInsertion({ key })))
      await store.close()
      assert.equal((await Promise.all(insertions)).filter(({ outcome }) => outcome === 'inserted').length, 600)
      const late = buildInsertion({ key: buildIssuedKey({ projectId }) })
      await assert.rejects(store.keys.insert(projectId, late), { code: 'service_unavailable' })
      const found = await openAnother().keys.findMany(projectId, [late.key.id, ...made.map(({ id }) => id)])
      assert.equal(found.size, 600)
    }),
  )
})
