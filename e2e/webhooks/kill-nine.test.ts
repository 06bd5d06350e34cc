import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ChildServer } from '../proof/support/child-server.ts'
import { keptByOneProcess, openBackend } from '../support/backend.ts'
import { type Answer, call } from '../support/test-server.ts'
import { eventually, Receiver } from './receiver.ts'

const CONFIG = { webhooks: { allow_private_targets: true, timeout: '1s' }, serve: { admin_auth: 'none' } }
const ROUNDS = 3
const KEYS_PER_ROUND = 8

let server: ChildServer
let receiver: Receiver
let project: string

const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
  call(`http://127.0.0.1:${server.port}${path}`, method, { body })

/** Resolves to the id of a key once the server has acknowledged it. */
async function issue(): Promise<string> {
  const { status, body } = await ask('POST', `/projects/${project}/v2alpha1/admin/issuedApiKeys`, { name: 'key' })
  assert.equal(status, 201, JSON.stringify(body))
  return body.issued_api_key.key_id
}

/** Ids of the messages that told of a key. */
const idsAbout = (keyId: string): readonly string[] =>
  receiver.received.filter(({ data }) => data.api_key.key_id === keyId).map(({ id }) => id)

before(async () => {
  receiver = await Receiver.start()
  server = await ChildServer.prepare(undefined, await openBackend())
  await writeFile(join(server.folder, 'latchkey.json'), JSON.stringify(CONFIG), { mode: 0o600 })
  await server.start()
  project = (await ask('GET', '/projects')).body[0].id
  const created = await ask('POST', `/projects/${project}/webhooks`, { url: receiver.url, event_types: ['api_key.issued'] })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  receiver.secret = created.body.secret
})
after(async () => {
  await server.remove()
  await receiver.stop()
})

describe('a server that is killed', { skip: keptByOneProcess }, () => {
  it('tells after its restart of everything it acknowledged, under one id each', async () => {
    const keyIds: string[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      keyIds.push(...(await Promise.all(Array.from({ length: KEYS_PER_ROUND }, issue))))
      await server.kill()
      await server.start()
    }
    await eventually('all messages', () => keyIds.every((keyId) => idsAbout(keyId).length > 0), 30_000)
    for (const keyId of keyIds) assert.equal(new Set(idsAbout(keyId)).size, 1)
    assert.equal(new Set(receiver.ids).size, keyIds.length)
    assert.ok(receiver.received.every(({ isGenuine }) => isGenuine))
  })

  it('repeats an attempt that it could not finish, under the same id, and not before its claim is over', async () => {
    receiver.answer = () => {}
    const keyId = await issue()
    await eventually('the first attempt', () => idsAbout(keyId).length === 1)
    const attemptedAt = performance.now()
    await server.kill()
    receiver.answer = 204
    await server.start()
    await eventually('the second attempt', () => idsAbout(keyId).length === 2, 30_000)
    assert.ok(performance.now() - attemptedAt > 3_000)
    assert.equal(new Set(idsAbout(keyId)).size, 1)
  })
})
