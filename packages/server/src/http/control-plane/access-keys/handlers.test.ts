import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accessPermissions } from '@latchkey/core/access/access-permissions'
import { hashAccessKey } from '@latchkey/core/credential/access-key-secret'
import { anyone, openAccessBench } from '@latchkey/testkit/access-bench'
import { makeControlCaller } from '@latchkey/testkit/control-bench'
import { makeAccessKeyHandlers } from './handlers.ts'

async function openAccessKeys() {
  const bench = await openAccessBench()
  const handlers = makeAccessKeyHandlers(bench.deps)
  const isKnown = (value: unknown) => bench.store.accessKeys.findByHash(hashAccessKey(String(value))) !== undefined
  return { ...bench, isKnown, ask: makeControlCaller(handlers, bench.store.projects) }
}

type Shown = Record<string, unknown>
const { caller } = anyone

describe('the operations on API keys of a project', () => {
  it('show the value once', async () => {
    const { ask, store, shop } = await openAccessKeys()
    const params = { project: shop.id }
    const made = await ask('createProjectApiKey', { caller, params, body: { name: 'gateway', permissions: 'verify' } })
    const { id, value, last_characters, ...facts } = made.json as Shown
    assert.deepEqual([made.status, made.headers], [201, { Location: `/projects/${shop.id}/tokens/${id}` }])
    assert.match(String(value), /^ory_pat_[0-9A-Za-z]{49}$/)
    assert.equal(last_characters, String(value).slice(-4))
    assert.deepEqual(facts, {
      name: 'gateway',
      owner_id: shop.id,
      project_id: shop.id,
      permissions: ['keys:verify'],
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    })
    const listed = await ask('listProjectApiKeys', { caller, params })
    assert.deepEqual(listed.json, [{ id, last_characters, ...facts }])
    const { hash } = store.accessKeys.findByHash(hashAccessKey(String(value))) ?? {}
    assert.ok(hash !== undefined && !JSON.stringify([made, listed]).includes(hash))
  })

  it('take permissions as a name, as a list, or not at all', async () => {
    const { ask, shop } = await openAccessKeys()
    const permissionsFor = async (permissions: unknown) =>
      (
        (await ask('createProjectApiKey', { caller, params: { project: shop.id }, body: { name: 'x', permissions } }))
          .json as Shown
      )['permissions']
    for (const all of [undefined, null, 'full']) assert.deepEqual(await permissionsFor(all), accessPermissions)
    assert.deepEqual(await permissionsFor(['keys:revoke', 'verify']), ['keys:verify', 'keys:revoke'])
    for (const bad of ['', 'admin', '__proto__', [], ['keys:*'], [7], 7, { full: true }, Array(33).fill('full')]) {
      await assert.rejects(permissionsFor(bad), { code: 'bad_request' }, JSON.stringify(bad))
    }
  })

  it('take an end as RFC 3339 that lies ahead', async () => {
    const { ask, shop } = await openAccessKeys()
    const endFor = async (expires_at: unknown) =>
      (
        (await ask('createProjectApiKey', { caller, params: { project: shop.id }, body: { name: 'x', expires_at } }))
          .json as Shown
      )['expires_at']
    assert.equal(await endFor('2026-01-15T13:00:00.001+01:00'), '2026-01-15T12:00:00.001Z')
    assert.equal(await endFor(null), undefined)
    const past = ['2026-01-15T12:00:00Z', '2020-01-01T00:00:00Z']
    const senseless = ['', 'tomorrow', '2026-02-30T00:00:00Z', '2027-01-01', '9999-12-31T23:59:59-23:59', 1_800_000_000]
    for (const bad of [...past, ...senseless]) await assert.rejects(endFor(bad), { code: 'bad_request' }, String(bad))
  })

  it('delete a key, but not through another project', async () => {
    const { ask, isKnown, shop, blog } = await openAccessKeys()
    const made = (await ask('createProjectApiKey', { caller, params: { project: shop.id }, body: { name: 'x' } })).json as Shown
    const at = (project: string) => ({ caller, params: { project, token_id: String(made['id']) } })
    await assert.rejects(ask('deleteProjectApiKey', at(blog.id)), { code: 'not_found' })
    assert.equal(isKnown(made['value']), true)
    assert.equal((await ask('deleteProjectApiKey', at(shop.id))).status, 204)
    assert.equal(isKnown(made['value']), false)
    await assert.rejects(ask('deleteProjectApiKey', at(shop.id)), { code: 'not_found' })
    assert.deepEqual((await ask('listProjectApiKeys', { caller, params: { project: shop.id } })).json, [])
  })
})

describe('the operations on API keys of a workspace', () => {
  it('show the value once, list and delete', async () => {
    const { ask, isKnown, acme, globex } = await openAccessKeys()
    const at = { caller, params: { workspace: acme.id } }
    const body = { name: 'terraform', expires_at: '2027-01-31T00:00:00Z' }
    const made = await ask('createWorkspaceApiKey', { ...at, body })
    const { value, ...record } = made.json as Shown
    assert.match(String(value), /^ory_wak_[0-9A-Za-z]{49}$/)
    assert.deepEqual(made.headers, { Location: `/workspaces/${acme.id}/tokens/${record['id']}` })
    assert.deepEqual(
      [record['workspace_id'], record['owner_id'], record['expires_at']],
      [acme.id, acme.id, '2027-01-31T00:00:00.000Z'],
    )
    assert.deepEqual((await ask('listWorkspaceApiKeys', at)).json, [record])
    assert.deepEqual((await ask('listWorkspaceApiKeys', { caller, params: { workspace: globex.id } })).json, [])
    const token_id = String(record['id'])
    const elsewhere = { caller, params: { workspace: globex.id, token_id } }
    await assert.rejects(ask('deleteWorkspaceApiKey', elsewhere), { code: 'not_found' })
    assert.equal((await ask('deleteWorkspaceApiKey', { caller, params: { ...at.params, token_id } })).status, 204)
    assert.equal(isKnown(value), false)
  })
})
