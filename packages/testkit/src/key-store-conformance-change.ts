import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { type ApiKey, type IssuedKey, type KeyId, type ProjectId, statusAt } from '@latchkey/core/key/api-key'
import type { KeyChange, KeyStore } from '@latchkey/core/ports/key-store'
import {
  buildAuditEntry,
  buildImportedKey,
  buildInsertion,
  buildIssuedKey,
  buildIssuedKeyId,
  buildRichIssuedKey,
} from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'

const audit = [buildAuditEntry({ event: 'api_key.updated' })]

async function insertKey<K extends ApiKey>(keys: KeyStore, key: K): Promise<K> {
  await keys.insert(key.projectId, buildInsertion({ key }))
  return key
}

const rename =
  (name: string) =>
  (key: ApiKey): KeyChange => ({ update: { ...key, name, version: key.version + 1 }, audit })

export function describeChange(open: OpenStore): void {
  describe('change', () => {
    it(
      'writes every field that was decided',
      onTwoProjects(open, async ({ keys, acme }) => {
        const { id } = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const full = buildRichIssuedKey({ id, projectId: acme, version: 2 })
        const change = { update: full, audit, note: 'what the caller wants to know' }
        assert.equal(await keys.change(acme, id, () => change), change)
        assert.deepEqual(await keys.find(acme, id), full)
        const bare = buildIssuedKey({ id, projectId: acme, version: 3, hmacSecretId: 'hmac-2' })
        await keys.change(acme, id, () => ({ update: bare, audit }))
        assert.deepEqual(await keys.find(acme, id), bare)
      }),
    )

    it(
      'writes a predecessor and its successor together',
      onTwoProjects(open, async ({ keys, acme }) => {
        const before = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const successor = buildIssuedKey({ projectId: acme, supersedes: before.id })
        const update: IssuedKey = { ...before, supersededBy: successor.id, version: 2 }
        await keys.change(acme, before.id, () => ({ update, insert: successor, audit }))
        assert.deepEqual([await keys.find(acme, before.id), await keys.find(acme, successor.id)], [update, successor])
      }),
    )

    it(
      'deletes',
      onTwoProjects(open, async ({ keys, acme }) => {
        const key = await insertKey(keys, buildImportedKey({ projectId: acme }))
        await keys.change(acme, key.id, () => ({ remove: true, audit }))
        assert.equal(await keys.find(acme, key.id), undefined)
        assert.equal(await keys.change(acme, key.id, () => assert.fail('there is nothing to decide')), undefined)
        assert.equal((await keys.insert(acme, buildInsertion({ key }))).outcome, 'inserted')
      }),
    )

    it(
      'resolves to undefined for an absent key, without asking',
      onTwoProjects(open, async ({ keys, acme }) => {
        for (const id of [buildIssuedKeyId(), '' as KeyId]) {
          assert.equal(await keys.change(acme, id, () => assert.fail('there is nothing to decide')), undefined)
        }
      }),
    )

    it(
      'writes nothing when nothing was decided',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const key = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const before = await readAuditEvents(acme)
        await keys.change(acme, key.id, () => ({ audit: [] }))
        assert.deepEqual([await keys.find(acme, key.id), await readAuditEvents(acme)], [key, before])
      }),
    )
  })
  describeRefusedChange(open)
  describeChangeRaces(open)
}

function describeRefusedChange(open: OpenStore): void {
  describe('a change that is refused', () => {
    it(
      'rethrows what was thrown and writes nothing',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const key = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const before = await readAuditEvents(acme)
        const refusal = new DomainError('failed_precondition')
        await assert.rejects(
          keys.change(acme, key.id, () => {
            throw refusal
          }),
          (error) => error === refusal,
        )
        assert.deepEqual([await keys.find(acme, key.id), await readAuditEvents(acme)], [key, before])
      }),
    )

    it(
      'does not touch those that are committed beside it',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const key = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const before = (await readAuditEvents(acme)).length
        const settled = await Promise.allSettled([
          keys.change(acme, key.id, rename('first')),
          keys.change(acme, key.id, () => {
            throw new DomainError('conflict')
          }),
          keys.change(acme, key.id, rename('second')),
        ])
        assert.deepEqual(
          settled.map(({ status }) => status),
          ['fulfilled', 'rejected', 'fulfilled'],
        )
        assert.deepEqual(await keys.find(acme, key.id), { ...key, name: 'second', version: 3 })
        assert.equal((await readAuditEvents(acme)).length, before + 2)
      }),
    )

    it(
      "keeps the predecessor when the successor's id is taken",
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        const [key, taken] = [buildIssuedKey({ projectId: acme }), buildIssuedKey({ projectId: acme })]
        for (const each of [key, taken]) await insertKey(keys, each)
        const before = [await store.readAuditEvents(acme), await store.invalidations.readInvalidations(1)]
        await assert.rejects(
          keys.change(acme, key.id, (current) => ({ ...rename('rotated')(current), insert: { ...taken, name: 'thief' } })),
          { code: 'api_key_exists' },
        )
        assert.deepEqual([await keys.find(acme, key.id), await keys.find(acme, taken.id)], [key, taken])
        assert.deepEqual([await store.readAuditEvents(acme), await store.invalidations.readInvalidations(1)], before)
      }),
    )

    const bugs: readonly (readonly [string, (key: IssuedKey, globex: ProjectId) => KeyChange])[] = [
      ['skips a version', (key) => ({ update: { ...key, version: 3 }, audit })],
      ['keeps the version', (key) => ({ update: { ...key, name: 'same version' }, audit })],
      ['changes the id', (key) => ({ update: { ...key, id: buildIssuedKeyId(), version: 2 }, audit })],
      ['moves to another project', (key, projectId) => ({ update: { ...key, projectId, version: 2 }, audit })],
      ['puts the successor into another project', (_, projectId) => ({ insert: buildIssuedKey({ projectId }), audit })],
      ['changes the creation instant', (key) => ({ update: { ...key, createdAt: atMs(1), version: 2 }, audit })],
      ['forgets the audit entry', (key) => ({ update: { ...key, version: 2 }, audit: [] })],
      ['both updates and removes', (key) => ({ update: { ...key, version: 2 }, remove: true, audit })],
    ]
    for (const [name, bug] of bugs) {
      it(
        `rejects a decision that ${name}`,
        onTwoProjects(open, async ({ keys, acme, globex, readAuditEvents }) => {
          const key = await insertKey(keys, buildIssuedKey({ projectId: acme }))
          const before = await readAuditEvents(acme)
          await assert.rejects(keys.change(acme, key.id, () => bug(key, globex)))
          assert.deepEqual([await keys.find(acme, key.id), await readAuditEvents(acme)], [key, before])
        }),
      )
    }
  })
}

function describeChangeRaces(open: OpenStore): void {
  describe('racing changes', () => {
    it(
      'happen one after another, each one version higher',
      onTwoProjects(open, async ({ keys, acme }) => {
        const key = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const seen: number[] = []
        const changes = Array.from({ length: 50 }, (_, index) =>
          keys.change(acme, key.id, (current) => {
            seen.push(current.version)
            return rename(`name ${index}`)(current)
          }),
        )
        await Promise.all(changes)
        assert.deepEqual(
          seen,
          Array.from({ length: 50 }, (_, index) => index + 1),
        )
        assert.equal((await keys.find(acme, key.id))?.version, 51)
      }),
    )

    it(
      'let one of 50 rotations win',
      onTwoProjects(open, async ({ keys, acme }) => {
        const key = await insertKey(keys, buildIssuedKey({ projectId: acme }))
        const settled = await Promise.allSettled(Array.from({ length: 50 }, () => keys.change(acme, key.id, rotate)))
        assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
        const page = await keys.list(acme, { origin: 'issued', conditions: [], after: undefined, limit: 100, now: atMs(1) })
        assert.deepEqual(page.map((each) => statusAt(each, atMs(1))).sort(), ['active', 'revoked'])
      }),
    )

    it(
      'see what was written before them, also by an insertion in the same moment',
      onTwoProjects(open, async ({ keys, acme }) => {
        const key = buildIssuedKey({ projectId: acme })
        const [, changed] = await Promise.all([insertKey(keys, key), keys.change(acme, key.id, rename('at once'))])
        assert.equal(changed?.update?.name, 'at once')
      }),
    )
  })
}

function rotate(current: ApiKey): KeyChange {
  if (current.origin !== 'issued' || current.revocation !== undefined) throw new DomainError('failed_precondition')
  const successor = buildIssuedKey({ projectId: current.projectId, supersedes: current.id })
  const revocation = { at: atMs(0), reason: 'superseded', description: undefined } as const
  const update: IssuedKey = { ...current, revocation, supersededBy: successor.id, version: current.version + 1 }
  return { update, insert: successor, audit: [buildAuditEntry({ event: 'api_key.rotated' }), buildAuditEntry()] }
}
