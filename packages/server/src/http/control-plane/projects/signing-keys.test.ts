import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import type { ControlCaller } from '@latchkey/core/access/control-caller'
import type { Role } from '@latchkey/core/access/roles'
import { STEP_UP_MS } from '@latchkey/core/account/session'
import type { JsonObject } from '@latchkey/core/key/json'
import { asCaller, buildPerson, membershipAt } from '@latchkey/testkit/access-bench'
import { openProjectBench } from '@latchkey/testkit/project-bench'
import { makeProjectHandlers } from './handlers.ts'

const replace = (path: string, value: unknown) => ({ op: 'replace', path: `/services/talos/config${path}`, value })

async function withProject() {
  const bench = await openProjectBench(makeProjectHandlers)
  return { ...bench, project: await bench.create() }
}

describe('signing keys in the settings', () => {
  const newJwk = (kid: string): JsonObject => ({
    ...(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JsonObject),
    kid,
  })
  const url = (...keys: readonly JsonObject[]): string => `base64://${Buffer.from(JSON.stringify({ keys })).toString('base64')}`
  const urls = (...keys: readonly JsonObject[]) => replace('/credentials/derived_tokens/jwt/signing_keys/urls', [url(...keys)])
  const choose = (kid: string) => replace('/credentials/derived_tokens/jwt/signing_key_id', kid)

  it('sign from then on, beside the ones that were there, and are shown nowhere', async () => {
    const { project, patch, opened, read, stored, eventsOf } = await withProject()
    const before = opened(project.id).signingKeys[0]?.value.kid
    const [one, two] = [newJwk('one'), newJwk('two')]
    const update = await patch(project.id, [urls(one, two)])
    assert.deepEqual(update.warnings, [])
    const kids = () => opened(project.id).signingKeys.map(({ value }) => value.kid)
    assert.equal(kids()[0], 'one')
    assert.deepEqual(new Set(kids()), new Set(['one', 'two', before]))
    await patch(project.id, [choose('two')])
    assert.equal(kids()[0], 'two')
    await patch(project.id, [{ op: 'replace', path: '/name', value: 'Store' }])
    assert.equal(kids().length, 3)
    const shown = JSON.stringify([update, await read(project.id), stored(project.id), eventsOf(project.id)])
    for (const jwk of [one, two]) assert.ok(!shown.includes(String(jwk['d'])))
    assert.ok(!shown.includes(url(one, two)))
  })

  it('are refused by place, and never repeated', async () => {
    const { project, patch, opened } = await withProject()
    const jwk = newJwk('one')
    await patch(project.id, [urls(jwk)])
    await patch(project.id, [urls(jwk)])
    assert.equal(opened(project.id).signingKeys.length, 2)
    const broken: readonly (readonly JsonObject[])[] = [
      [newJwk('one')],
      [newJwk('two'), newJwk('two')],
      [{ ...newJwk('two'), x: jwk['x'] ?? '' }],
      [{ ...jwk, kty: 'oct' }],
      Array.from({ length: 40 }, (_, index) => newJwk(`${index}`)),
    ]
    for (const keys of broken) {
      await assert.rejects(patch(project.id, [urls(...keys)]), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'bad_request')
        assert.match(error.message, /^credentials\.derived_tokens\.jwt\.signing_keys\.urls/)
        for (const key of keys) assert.ok(!error.message.includes(String(key['d'])))
        return true
      })
    }
    assert.equal(opened(project.id).signingKeys.length, 2)
  })

  it('are chosen only by who may rotate them, and has just proved who they are', async () => {
    const { project, ask, clock, opened, workspace } = await withProject()
    const account = buildPerson()
    const callerAs = (role: Role) => asCaller(account, [membershipAt(account, role, workspace)]).caller
    const give = (caller: ControlCaller) => ask('patchProject', { project: project.id, caller, body: [urls(newJwk('mine'))] })
    const before = opened(project.id).signingKeys.length
    await assert.rejects(give(callerAs('developer')), { code: 'forbidden' })
    const rename = [{ op: 'replace', path: '/name', value: 'Store' }]
    assert.equal((await ask('patchProject', { project: project.id, caller: callerAs('developer'), body: rename })).status, 200)
    const owner = callerAs('owner')
    clock.advance(STEP_UP_MS)
    await assert.rejects(give(owner), { code: 'step_up_required' })
    assert.equal(opened(project.id).signingKeys.length, before)
    clock.advance(-1)
    assert.equal((await give(owner)).status, 200)
    assert.equal(opened(project.id).signingKeys.length, before + 1)
  })
})
