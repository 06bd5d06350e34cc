import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { Idempotency } from '@latchkey/core/ports/key-store'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey } from './builders.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'

const idempotency: Idempotency = { requestId: 'once', parametersHash: 'parameters' }
const insertionInto = (projectId: ProjectId, given: Idempotency | undefined = idempotency) =>
  buildInsertion({ key: buildIssuedKey({ projectId }), idempotency: given })

export function describeInsert(open: OpenStore): void {
  describe('insert', () => {
    it(
      'refuses an id that is taken and writes nothing',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const key = buildIssuedKey({ projectId: acme, name: 'first' })
        assert.deepEqual(await keys.insert(acme, buildInsertion({ key })), { outcome: 'inserted', key })
        const before = await readAuditEvents(acme)
        const second = buildInsertion({ key: { ...key, name: 'second' }, idempotency })
        assert.deepEqual(await keys.insert(acme, second), { outcome: 'exists' })
        assert.deepEqual(await keys.find(acme, key.id), key)
        assert.deepEqual(await readAuditEvents(acme), before)
        // Nor was the request id spent.
        assert.equal((await keys.insert(acme, insertionInto(acme))).outcome, 'inserted')
      }),
    )

    it(
      'inserts in order and lets no item fail another',
      onTwoProjects(open, async ({ keys, acme }) => {
        const [first, second] = [buildImportedKey({ projectId: acme }), buildImportedKey({ projectId: acme })]
        const outcomes = await keys.insertMany(
          acme,
          [first, first, second].map((key) => buildInsertion({ key })),
        )
        assert.deepEqual(
          outcomes.map(({ outcome }) => outcome),
          ['inserted', 'exists', 'inserted'],
        )
        assert.deepEqual(await keys.find(acme, second.id), second)
        assert.deepEqual(await keys.insertMany(acme, []), [])
      }),
    )

    it(
      'refuses a key of another project',
      onTwoProjects(open, async ({ keys, acme, globex }) => {
        const insertion = insertionInto(globex)
        await assert.rejects(async () => keys.insert(acme, insertion))
        for (const project of [acme, globex]) assert.equal(await keys.find(project, insertion.key.id), undefined)
      }),
    )

    it(
      'lets one of two racing insertions of one id win',
      onTwoProjects(open, async ({ keys, acme }) => {
        const key = buildImportedKey({ projectId: acme })
        const outcomes = await Promise.all(Array.from({ length: 50 }, () => keys.insert(acme, buildInsertion({ key }))))
        assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), [...Array(49).fill('exists'), 'inserted'])
      }),
    )
  })
  describeIdempotency(open)
}

function describeIdempotency(open: OpenStore): void {
  describe('insert with a request id', () => {
    it(
      'replays the key as it is now',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const first = insertionInto(acme)
        await keys.insert(acme, first)
        const renamed: ApiKey = { ...first.key, name: 'renamed', version: 2 }
        await keys.change(acme, first.key.id, () => ({ update: renamed, audit: [buildAuditEntry()] }))
        const before = await readAuditEvents(acme)
        const again = insertionInto(acme)
        assert.deepEqual(await keys.insert(acme, again), { outcome: 'replayed', key: renamed })
        assert.equal(await keys.find(acme, again.key.id), undefined)
        assert.deepEqual(await readAuditEvents(acme), before)
      }),
    )

    it(
      'refuses a request id that was used for something else',
      onTwoProjects(open, async ({ keys, acme }) => {
        await keys.insert(acme, insertionInto(acme))
        const other = insertionInto(acme, { ...idempotency, parametersHash: 'others' })
        assert.deepEqual(await keys.insert(acme, other), { outcome: 'request_id_reused' })
        assert.equal(await keys.find(acme, other.key.id), undefined)
      }),
    )

    it(
      'keeps a request id spent when its key was deleted',
      onTwoProjects(open, async ({ keys, acme }) => {
        const first = insertionInto(acme)
        await keys.insert(acme, first)
        await keys.change(acme, first.key.id, () => ({ remove: true, audit: [buildAuditEntry()] }))
        assert.deepEqual(await keys.insert(acme, insertionInto(acme)), { outcome: 'request_id_reused' })
      }),
    )

    it(
      'keeps request ids apart by project and by origin',
      onTwoProjects(open, async ({ keys, acme, globex }) => {
        const imported = buildInsertion({ key: buildImportedKey({ projectId: acme }), idempotency })
        for (const [project, insertion] of [
          [acme, insertionInto(acme)],
          [globex, insertionInto(globex)],
          [acme, imported],
        ] as const) {
          assert.equal((await keys.insert(project, insertion)).outcome, 'inserted')
        }
      }),
    )

    it(
      'looks for a replay before it looks for the id',
      onTwoProjects(open, async ({ keys, acme }) => {
        const first = insertionInto(acme)
        await keys.insert(acme, first)
        assert.deepEqual(await keys.insert(acme, first), { outcome: 'replayed', key: first.key })
      }),
    )

    it(
      'replays within one batch',
      onTwoProjects(open, async ({ keys, acme }) => {
        const [first, again] = [insertionInto(acme), insertionInto(acme)]
        const outcomes = await keys.insertMany(acme, [first, again])
        assert.deepEqual(outcomes, [
          { outcome: 'inserted', key: first.key },
          { outcome: 'replayed', key: first.key },
        ])
      }),
    )

    it(
      'makes one key of 100 racing calls',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const events = (await readAuditEvents(acme)).length
        const outcomes = await Promise.all(Array.from({ length: 100 }, () => keys.insert(acme, insertionInto(acme))))
        const made = outcomes.flatMap((each) => ('key' in each ? [each.key.id] : []))
        assert.equal(made.length, 100)
        assert.equal(new Set(made).size, 1)
        assert.equal(outcomes.filter(({ outcome }) => outcome === 'inserted').length, 1)
        assert.equal((await readAuditEvents(acme)).length, events + 1)
      }),
    )
  })
}
