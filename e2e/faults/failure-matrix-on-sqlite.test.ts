import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Api, expectStatus, type Issued, verifyNoCache } from '../proof/support/api.ts'
import { ChildServer } from '../proof/support/child-server.ts'
import { readMetrics } from '../telemetry/metrics-text.ts'

// One case per cell of the table in docs/operate/failures.md that needs nothing but a server on its own file.

const LIMIT_MS = 15_000
const good = { serve: { http: { client_ip_source: 'CLIENT_IP_SOURCE_X_FORWARDED_FOR', trusted_proxies: ['127.0.0.1'] } } }

let server: ChildServer
let api: Api
let known: Issued
let token: string

const writeConfig = (config: object): Promise<void> =>
  writeFile(join(server.folder, 'latchkey.json'), JSON.stringify(config), { mode: 0o600 })

const writeSigningKeys = (text: string): Promise<void> => writeFile(join(server.folder, 'signing.json'), text, { mode: 0o600 })

const withSigningKeys = {
  ...good,
  credentials: { derived_tokens: { jwt: { signing_keys: { urls: ['file://signing.json'] } } } },
}

const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
const signingKeys = JSON.stringify({ keys: [{ ...jwk, alg: 'EdDSA', kid: 'operator', use: 'sig' }] })

before(async () => {
  server = await ChildServer.prepare()
  await writeSigningKeys(signingKeys)
  await writeConfig(withSigningKeys)
  await server.start()
  api = new Api(server)
  known = await api.issue()
  token = await api.derive(known.secret)
})
after(async () => {
  api.close()
  await server.remove()
})

const sum = async (name: string, labels: Readonly<Record<string, string>>): Promise<number> =>
  (await readMetrics(server.operationsPort)).sum(name, labels)

async function readiness(): Promise<{ readonly code: number; readonly degraded: readonly string[] }> {
  const response = await fetch(`http://127.0.0.1:${server.operationsPort}/health/ready`)
  const body = (await response.json()) as { readonly degraded?: object }
  return { code: response.status, degraded: Object.keys(body.degraded ?? {}) }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const endsAt = performance.now() + LIMIT_MS; !(await holds()); await delay(20)) {
    if (performance.now() > endsAt) assert.fail(`not within ${LIMIT_MS} ms`)
  }
}

async function keysAndTokensVerify(): Promise<void> {
  for (const credential of [known.secret, token]) {
    assert.equal(expectStatus(await verifyNoCache(api, credential), 200).body.is_valid, true)
  }
}

/** What every reason for refusing changes has in common. */
function describeRefusedChanges(): void {
  it('verify issued/imported and derived: normal', keysAndTokensVerify)

  it('admin write: 503, and nothing has changed', async () => {
    const { status, headers } = await api.admin('POST', `/apiKeys/${known.keyId}:revoke`, {})
    assert.deepEqual([status, headers['retry-after']], [503, '1'])
    await keysAndTokensVerify()
    assert.ok((await sum('latchkey_store_failures_total', {})) >= 1)
  })

  it('readiness: ready, degraded', async () => {
    assert.deepEqual(await readiness(), { code: 200, degraded: ['writes'] })
    assert.equal(await sum('latchkey_dependency_up', { dependency: 'writes' }), 0)
  })
}

async function changesAreTakenAgain(): Promise<void> {
  assert.equal(await api.isValid((await api.issue()).secret), true)
  assert.deepEqual(await readiness(), { code: 200, degraded: [] })
}

describe('audit events that cannot be written', () => {
  const beside = (sql: string): void => {
    const database = new DatabaseSync(server.databaseFile)
    database.exec(sql)
    database.close()
  }
  before(() => beside(`CREATE TRIGGER refuse BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no'); END`))
  describeRefusedChanges()
  it('changes are taken as soon as they can be', async () => {
    beside('DROP TRIGGER refuse')
    await changesAreTakenAgain()
  })
})

describe('disk full', () => {
  // The kernel refuses the server to let a file grow, as it does where there is no room.
  const limitFiles = (bytes: string): void => {
    execFileSync('prlimit', ['--pid', `${server.pid}`, `--fsize=${bytes}:unlimited`])
  }
  before(async () => {
    limitFiles(`${statSync(`${server.databaseFile}-wal`).size}`)
    await until(async () => (await api.admin('POST', '/issuedApiKeys', { name: 'one more' })).status === 503)
  })
  describeRefusedChanges()
  it('heals without a restart', async () => {
    limitFiles('unlimited')
    await changesAreTakenAgain()
  })
})

for (const [source, spoil, mend] of [
  ['signing keys', () => writeSigningKeys('{"keys":['), () => writeSigningKeys(signingKeys)],
  ['configuration', () => writeConfig({ log: { level: 'loud' } }), () => writeConfig(withSigningKeys)],
] as const) {
  describe(`bad ${source} while the server runs`, () => {
    let refusedBefore: number
    before(async () => {
      refusedBefore = await sum('latchkey_config_reloads_total', { result: 'refused' })
      await spoil()
      await until(async () => (await sum('latchkey_config_reloads_total', { result: 'refused' })) === refusedBefore + 1)
    })

    it('verify issued/imported and derived: normal, by the last good one', keysAndTokensVerify)

    it('admin write, derived tokens among them: normal', async () => {
      const { secret } = await api.issue()
      assert.equal(await api.isValid(await api.derive(secret)), true)
    })

    it('readiness: ready, degraded, until it is mended', async () => {
      assert.deepEqual(await readiness(), { code: 200, degraded: ['configuration'] })
      await mend()
      await until(async () => (await readiness()).degraded.length === 0)
    })
  })
}

describe('address of the caller unknown', () => {
  it('keys with an allow-list are refused, others are answered', async () => {
    const listed = await api.issue({ ip_restriction: { allowed_cidrs: ['192.0.2.0/24'] } })
    const verify = async (secret: string, headers: Readonly<Record<string, string>>): Promise<string> => {
      const { body } = expectStatus(await api.verify(secret, {}, headers), 200)
      return body.is_valid ? 'VALID' : body.error_code
    }
    const refused = { kind: 'issued_key', outcome: 'ip_not_allowed' }
    const before = await sum('latchkey_verifications_total', refused)
    assert.equal(await verify(listed.secret, { 'x-forwarded-for': '192.0.2.1' }), 'VALID')
    for (const unknown of [{}, { 'x-forwarded-for': 'nobody' }, { 'x-forwarded-for': '192.0.2.1, unknown' }]) {
      assert.equal(await verify(listed.secret, unknown), 'VERIFICATION_ERROR_IP_NOT_ALLOWED')
      assert.equal(await verify(known.secret, unknown), 'VALID')
    }
    assert.equal(await sum('latchkey_verifications_total', refused), before + 3)
    assert.deepEqual(await readiness(), { code: 200, degraded: [] })
  })
})
