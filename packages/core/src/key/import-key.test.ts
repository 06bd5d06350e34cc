import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { buildAttributes, buildOtherProject, call, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import type { KeyId, ProjectId } from './api-key.ts'
import { type ImportKeyRequest, type KeyMaterial, makeImportKey } from './import-key.ts'
import { makeIssueKey } from './issue-key.ts'

const RAW_KEY = 'sk_live_abcdefghijklmnop'
const raw = (rawKey: string): KeyMaterial => ({ kind: 'raw', rawKey })
const digest = (algorithm: 'sha256' | 'sha512', rawKey: string): KeyMaterial => ({
  kind: 'digest',
  algorithm,
  digestHex: hash(algorithm, rawKey),
})
const request = (material: KeyMaterial, overrides: Partial<ImportKeyRequest> = {}): ImportKeyRequest => ({
  ...buildAttributes(),
  material,
  ...overrides,
})

describe('importKey', () => {
  it('stores a raw key under its project-bound hash and nowhere in the clear', async () => {
    const { deps, project, store, auditEvents } = openUseCaseBench()
    const apiKey = await makeImportKey(deps)(project, call, request(raw(RAW_KEY)))
    assert.equal(apiKey.id, hash('sha512-256', `${project.id}\0${RAW_KEY}`))
    assert.equal(apiKey.hashAlgorithm, 'raw')
    assert.ok(!JSON.stringify([store.keys.find(project.id, apiKey.id), auditEvents()]).includes(RAW_KEY))
    assert.equal(auditEvents()[0]?.event, 'api_key.imported')
  })

  it('stores a digest under an id of its own', async () => {
    const { deps, project } = openUseCaseBench()
    const apiKey = await makeImportKey(deps)(project, call, request(digest('sha512', RAW_KEY)))
    assert.equal(apiKey.id, hash('sha512-256', `${project.id}\0sha512\0${hash('sha512', RAW_KEY)}`))
    assert.equal(apiKey.hashAlgorithm, 'sha512')
  })

  it('refuses what would never be looked up as an imported key', async () => {
    const { deps, project } = openUseCaseBench()
    const importKey = makeImportKey(deps)
    const { secret } = await makeIssueKey(deps)(project, call, buildAttributes())
    await assert.rejects(importKey(project, call, request(raw(secret))), { code: 'conflict' })
    await assert.rejects(importKey(project, call, request(raw('eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2ln'))), {
      code: 'failed_precondition',
    })
    await assert.rejects(importKey(project, call, request(raw('mc_v1_AgEAAA'))), { code: 'failed_precondition' })
    const macaroonPrefix = { current: 'new', retired: [{ value: 'old', expiresAt: undefined }] }
    const derivedTokens = { ...project.settings.derivedTokens, macaroonPrefix }
    const rotated = buildProject({ settings: buildProjectSettings({ derivedTokens }) })
    await assert.rejects(importKey(rotated, call, request(raw('old_v1_AgEAAA'))), { code: 'failed_precondition' })
  })

  it('refuses the same key twice, whatever form it came in first', async () => {
    const { deps, project } = openUseCaseBench()
    const importKey = makeImportKey(deps)
    await importKey(project, call, request(raw(RAW_KEY)))
    await assert.rejects(importKey(project, call, request(raw(RAW_KEY))), { code: 'api_key_exists' })
    await importKey(project, call, request(digest('sha256', 'another')))
    await assert.rejects(importKey(project, call, request(raw('another'))), { code: 'api_key_exists' })
  })

  it('keeps projects apart', async () => {
    const { deps, project, store } = openUseCaseBench()
    const other = buildOtherProject()
    const mine = await makeImportKey(deps)(project, call, request(raw(RAW_KEY)))
    const theirs = await makeImportKey(deps)(other, call, request(raw(RAW_KEY)))
    assert.notEqual(mine.id, theirs.id)
    assert.equal(store.keys.find(project.id, theirs.id), undefined)
  })

  it('is safe to repeat, but not with another key under the same request id', async () => {
    const { deps, project } = openUseCaseBench()
    const importKey = makeImportKey(deps)
    const once = { idempotencyId: 'once' }
    const first = await importKey(project, call, request(raw(RAW_KEY), once))
    assert.equal((await importKey(project, call, request(raw(RAW_KEY), once))).id, first.id)
    await assert.rejects(importKey(project, call, request(raw('something else'), once)), { code: 'conflict' })
    await assert.rejects(importKey(project, call, request(raw(RAW_KEY), { ...once, name: 'x' })), { code: 'conflict' })
  })

  it('is safe to repeat even when the key has come in as a digest since then', async () => {
    const { deps, project } = openUseCaseBench()
    const importKey = makeImportKey(deps)
    const wanted = request(raw(RAW_KEY), { idempotencyId: 'once' })
    const first = await importKey(project, call, wanted)
    await importKey(project, call, request(digest('sha256', RAW_KEY)))
    assert.equal((await importKey(project, call, wanted)).id, first.id)
  })

  it('keeps nothing from which the raw key could be guessed faster than from its id', async () => {
    const { deps, project } = openUseCaseBench()
    const seen: unknown[] = []
    const keyStore = {
      findMany: () => new Map<KeyId, never>(),
      insert: async (_: ProjectId, insertion: Parameters<typeof deps.keyStore.insert>[1]) => {
        seen.push(insertion)
        return { outcome: 'inserted', key: insertion.key } as const
      },
    }
    await makeImportKey({ ...deps, keyStore })(project, call, request(raw(RAW_KEY), { idempotencyId: 'once' }))
    const written = JSON.stringify(seen)
    for (const algorithm of ['sha256', 'sha512', 'sha1', 'md5']) {
      assert.ok(!written.includes(hash(algorithm, RAW_KEY)) && !written.includes(hash(algorithm, RAW_KEY, 'base64url')))
    }
  })
})
