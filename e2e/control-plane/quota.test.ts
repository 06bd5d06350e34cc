import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Api, expectStatus, type Reply } from '../proof/support/api.ts'
import { together } from '../proof/support/with-server.ts'
import { asOperator, type ControlServer, startControlServer, type TestProject } from '../support/control-plane.ts'

const CAP = 1000
const USED_BEFORE = 990
const SINGLES = 200
const BATCHES = 10
const BATCH_SIZE = 100

let server: ControlServer
let project: TestProject
const config = { plans: [{ name: 'thousand', api_keys_max: CAP }] }

before(async () => {
  server = await startControlServer({ config })
  project = await server.createProject()
  await asOperator(server, (administration) => administration.setWorkspacePlan(server.workspaceId, 'thousand'))
})
after(() => server.stop())

const apiAt = ({ port }: Pick<ControlServer, 'port'>): Api =>
  new Api({ port, projectKey: project.projectKey, base: `/projects/${project.slug}` })

const importBatch = (api: Api, label: string, size: number): Promise<Reply> =>
  api.admin('POST', '/importedApiKeys:batchCreate', {
    requests: Array.from({ length: size }, (_, index) => ({ raw_key: `${label}-${index}`, name: label, actor_id: 'a' })),
  })

const issue = (api: Api): Promise<Reply> => api.admin('POST', '/issuedApiKeys', { name: 'rush' })

async function liveKeys(api: Api): Promise<number> {
  const active = 'status="KEY_STATUS_ACTIVE"'
  return (await api.list('issuedApiKeys', active)).length + (await api.list('importedApiKeys', active)).length
}

function assertRefused({ status, body }: Reply): void {
  assert.equal(status, 402, JSON.stringify(body))
  assert.deepEqual(body.error.details[0].metadata, { limit: String(CAP), current_usage: String(CAP) })
}

/** Exactly one key fits in, and no second one. */
async function assertOnePlace(api: Api): Promise<void> {
  expectStatus(await issue(api), 201)
  assertRefused(await issue(api))
}

describe('the API keys that a plan allows', () => {
  it('are exactly as many, however many ask at once', async () => {
    const api = apiAt(server)
    assert.equal(expectStatus(await importBatch(api, 'before', USED_BEFORE), 200).body.success_count, USED_BEFORE)
    const [singles, batches] = await Promise.all([
      together(SINGLES, () => issue(api)),
      together(BATCHES, (batch) => importBatch(api, `rush-${batch}`, BATCH_SIZE)),
    ])
    const issued = singles.filter(({ status }) => status === 201).length
    for (const reply of singles) if (reply.status !== 201) assertRefused(reply)
    let imported = 0
    for (const { status, body } of batches) {
      assert.ok(status === 200 || status === 402, JSON.stringify(body))
      assert.equal(body.results.length, BATCH_SIZE)
      const refused = body.results.filter(({ error_code = '' }) => error_code.endsWith('RESOURCE_EXHAUSTED')).length
      imported += BATCH_SIZE - refused
      assert.equal(status === 402, refused === BATCH_SIZE)
    }
    assert.equal(issued + imported, CAP - USED_BEFORE)
    assert.equal(await liveKeys(api), CAP)
    api.close()
  })

  it('become one more when one is deleted, and one more when one is revoked', async () => {
    const api = apiAt(server)
    const [deleted, revoked] = await api.list('importedApiKeys', 'status="KEY_STATUS_ACTIVE"')
    expectStatus(await api.admin('DELETE', `/importedApiKeys/${deleted?.key_id}`), 204)
    await assertOnePlace(api)
    expectStatus(await api.admin('POST', `/apiKeys/${revoked?.key_id}:revoke`), 204)
    await assertOnePlace(api)
    expectStatus(await api.admin('DELETE', `/importedApiKeys/${revoked?.key_id}`), 204)
    assertRefused(await issue(api))
    assert.equal(await liveKeys(api), CAP, 'what was revoked made room already')
    api.close()
  })

  it('are not used up by rotations', async () => {
    const api = apiAt(server)
    const [key] = await api.list('issuedApiKeys', 'status="KEY_STATUS_ACTIVE"')
    expectStatus(await api.admin('POST', `/issuedApiKeys/${key?.key_id}:rotate`), 201)
    assertRefused(await issue(api))
    assert.equal(await liveKeys(api), CAP)
    api.close()
  })

  it('are as many after a restart', async () => {
    const again = await startControlServer({ config, folder: server.folder })
    const api = apiAt(again)
    assertRefused(await issue(api))
    const [key] = await api.list('issuedApiKeys', 'status="KEY_STATUS_ACTIVE"')
    expectStatus(await api.admin('POST', `/issuedApiKeys/${key?.key_id}:revoke`), 204)
    await assertOnePlace(api)
    assert.equal(await liveKeys(api), CAP)
    api.close()
    await again.stop()
  })
})
