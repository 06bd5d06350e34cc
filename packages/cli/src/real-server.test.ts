import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { attenuateMacaroon, Latchkey, LatchkeyError, OfflineVerifier } from '@latchkey/sdk'
import { type StartedServer, startServer } from '@latchkey/server/main'
import { runCli } from './testing/run-cli.ts'

describe('latchkey against the real server', () => {
  let folder: string
  let server: StartedServer
  let endpoint: string
  let environment: Record<string, string>
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-server-'))
    const place = { LATCHKEY_DATA_DIR: join(folder, 'data'), LATCHKEY_LOG_LEVEL: 'error' }
    const ports = {
      LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
      LATCHKEY_SERVE_HTTP_PORT: '0',
      LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
      LATCHKEY_SERVE_METRICS_PORT: '0',
    }
    server = await startServer({ environment: { ...place, ...ports } })
    endpoint = `http://127.0.0.1:${server.port}`
    environment = { ...place, LATCHKEY_ENDPOINT: endpoint, LATCHKEY_PROJECT_API_KEY: server.firstProjectKey?.reveal() ?? '' }
  })
  after(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })

  const run = (words: readonly string[], stdin?: string) =>
    runCli([...words, '--format', 'json'], { environment, ...(stdin === undefined ? {} : { stdin }) })
  const json = async (words: readonly string[], stdin?: string) => {
    const { code, stdout, stderr } = await run(words, stdin)
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const verifyCode = async (secret: string) => (await run(['keys', 'verify', '-', '--no-cache'], secret)).code

  it('takes an issued key through its life', async () => {
    const { issued_api_key: issued, secret } = await json([
      'keys',
      'issue',
      'ci',
      '--actor',
      'user_1',
      '--scopes',
      'orders:*',
      '--ttl',
      '24h',
    ])
    const keyId = issued.key_id
    assert.equal((await json(['keys', 'verify', '-', '--required-scopes', 'orders:read'], secret)).key_id, keyId)
    assert.equal((await json(['keys', 'issued', 'get', keyId])).name, 'ci')
    assert.equal((await json(['keys', 'issued', 'update', keyId, '--name', 'renamed'])).name, 'renamed')
    const { issued_api_keys: listed } = await json(['keys', 'issued', 'list', '--actor', 'user_1', '--status', 'active'])
    assert.deepEqual(
      listed.map((apiKey: { key_id: string }) => apiKey.key_id),
      [keyId],
    )

    await json(['keys', 'issued', 'suspend', keyId])
    assert.equal(await verifyCode(secret), 1)
    await json(['keys', 'issued', 'resume', keyId])
    assert.equal(await verifyCode(secret), 0)

    const rotated = await json(['keys', 'issued', 'rotate', keyId])
    assert.equal(rotated.old_issued_api_key.key_id, keyId)
    assert.deepEqual([await verifyCode(secret), await verifyCode(rotated.secret)], [1, 0])
    assert.equal((await run(['keys', 'revoke', rotated.issued_api_key.key_id, '--reason', 'superseded'])).code, 0)
    assert.equal(await verifyCode(rotated.secret), 1)
    const again = await run(['keys', 'revoke', rotated.issued_api_key.key_id])
    assert.equal(again.code, 1)
    assert.match(again.stderr, /\(conflict, HTTP 409, request /)
  })

  it('takes an imported key through its life', async () => {
    const imported = await json(
      ['keys', 'imported', 'import', 'legacy', '--actor', 'billing', '--raw-key', '-'],
      'sk_live_legacy\n',
    )
    assert.equal(await verifyCode('sk_live_legacy'), 0)
    assert.equal((await json(['keys', 'imported', 'update', imported.key_id, '--scopes', 'a,b'])).scopes.length, 2)
    assert.equal((await run(['keys', 'imported', 'revoke', imported.key_id])).code, 0)
    assert.equal(await verifyCode('sk_live_legacy'), 1)
    assert.equal((await run(['keys', 'imported', 'delete', imported.key_id])).code, 0)
    assert.equal((await run(['keys', 'imported', 'get', imported.key_id])).code, 1)
  })

  it('lets a holder revoke a key by presenting it, without an API key', async () => {
    const { secret } = await json(['keys', 'issue', 'mine', '--actor', 'user_2'])
    const bare = { LATCHKEY_ENDPOINT: endpoint }
    assert.equal(
      (await runCli(['keys', 'self-revoke', '-', '--project', 'default'], { environment: bare, stdin: secret })).code,
      0,
    )
    assert.equal(await verifyCode(secret), 1)
    assert.equal((await runCli(['keys', 'verify', '-'], { environment: bare, stdin: secret })).code, 1)
  })

  it('imports a file, twice, and reports what is wrong in it', async () => {
    const file = join(folder, 'keys.csv')
    const rows = Array.from({ length: 503 }, (_, index) => `sk_bulk_${index},bulk ${index},bulk,24h`)
    await writeFile(
      file,
      ['raw_key,name,actor_id,ttl', ...rows, 'sk_bulk_0,again,bulk,', 'sk_bad,bad,bulk,3 fortnights'].join('\n'),
    )
    const first = await run(['keys', 'imported', 'batch-import', '--file', file])
    assert.equal(first.code, 1)
    const { success_count: imported, failure_count: failed } = JSON.parse(first.stdout)
    assert.deepEqual([imported, failed], [503, 2])
    const failures = (await readFile(`${file}.failed.jsonl`, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      failures.map(({ row, code }) => [row, code]),
      [
        [504, 'ALREADY_EXISTS'],
        [505, 'INVALID_ARGUMENT'],
      ],
    )
    const second = await run(['keys', 'imported', 'batch-import', '--file', file])
    assert.equal(JSON.parse(second.stdout).success_count, 503)
    const all = await run(['keys', 'imported', 'list', '--actor', 'bulk', '--all'])
    assert.equal(all.stdout.trimEnd().split('\n').length, 503)
    assert.equal(await verifyCode('sk_bulk_502'), 0)
  })

  it('rehearses and carries out an off-boarding', async () => {
    assert.deepEqual(await json(['keys', 'bulk-revoke', '--actor', 'bulk']), {
      matched_count: 503,
      revoked_count: 0,
      failure_count: 0,
    })
    assert.equal(await verifyCode('sk_bulk_7'), 0)
    const done = await json(['keys', 'bulk-revoke', '--actor', 'bulk', '--reason', 'affiliation_changed', '--yes'])
    assert.equal(done.revoked_count, 503)
    assert.equal(await verifyCode('sk_bulk_7'), 1)
  })

  it('derives a JWT that verifies offline and online', async () => {
    const { secret } = await json(['keys', 'issue', 'parent', '--actor', 'user_3', '--scopes', 'orders:read,orders:write'])
    const { token } = await json(['keys', 'derive-token', '-', '--ttl', '10m', '--scopes', 'orders:read'], secret)
    assert.equal(await verifyCode(token.token), 0)
    const { keys } = await json(['jwk', 'get', '--project', 'default'])
    assert.equal(keys.length, 1)
    const verifier = new OfflineVerifier({
      jwksUrl: `${endpoint}/projects/default/v2alpha1/derivedKeys/jwks.json`,
      issuer: token.claims.iss,
      projectId: server.defaultProject.id,
    })
    const outcome = await verifier.verify(token.token, { requiredScopes: ['orders:read'] })
    assert.ok(outcome.valid)
    assert.equal(outcome.claims.act, 'user_3')
    const tooMuch = await verifier.verify(token.token, { requiredScopes: ['orders:write'] })
    assert.deepEqual(tooMuch, { valid: false, failure: 'insufficient_scope' })
  })

  it('derives a macaroon that its holder narrows offline', async () => {
    const { secret } = await json(['keys', 'issue', 'parent', '--actor', 'user_4', '--scopes', 'a,b'])
    const { token } = await json(['keys', 'derive-token', '-', '--algorithm', 'macaroon'], secret)
    const narrowed = attenuateMacaroon(token.token, { scp: ['a'] })
    assert.deepEqual((await json(['keys', 'verify', '-'], narrowed)).scopes, ['a'])
  })

  it('keeps projects apart and hands out narrow project API keys', async () => {
    const project = await json(['create', 'project', 'Web shop', '--slug', 'web-shop', '--environment', 'prod'])
    const narrow = await json([
      'create',
      'project-api-key',
      'gateway',
      '--project',
      'web-shop',
      '--permissions',
      'verify',
      '--ttl',
      '1d',
    ])
    const { secret } = await json(['keys', 'issue', 'default-key', '--actor', 'a'])

    const shop = { ...environment, LATCHKEY_PROJECT_API_KEY: narrow.value }
    const verified = await runCli(['keys', 'verify', '-', '--project', 'web-shop'], { environment: shop, stdin: secret })
    assert.equal(verified.code, 1)
    assert.match(verified.stdout, /VERIFICATION_ERROR_NOT_FOUND/)
    const refused = await runCli(['keys', 'issue', 'x', '--project', 'web-shop'], { environment: shop })
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /\(forbidden, HTTP 403/)

    const listed = await json(['list', 'project-api-keys', '--project', project.id])
    assert.deepEqual(
      listed.map((key: { name: string; permissions: string[] }) => [key.name, key.permissions]),
      [['gateway', ['keys:verify']]],
    )
    assert.equal(JSON.stringify(listed).includes(narrow.value), false)
    assert.deepEqual((await json(['list', 'projects'])).map((listing: { slug: string }) => listing.slug).toSorted(), [
      'default',
      'web-shop',
    ])

    assert.equal((await run(['delete', 'project-api-key', narrow.id, '--project', 'web-shop'])).code, 0)
    const gone = await runCli(['keys', 'verify', '-', '--project', 'web-shop'], { environment: shop, stdin: secret })
    assert.match(gone.stderr, /unauthorized, HTTP 401/)
    assert.equal((await run(['list', 'project-api-keys', '--project', 'nowhere'])).code, 1)
    const unknown = await run(['create', 'project-api-key', 'x', '--permissions', 'everything'])
    assert.deepEqual([unknown.code, /permissions: must be full, read, verify/.test(unknown.stderr)], [1, true])
  })

  it('speaks through the SDK in both forms of address', async () => {
    const apiKey = environment['LATCHKEY_PROJECT_API_KEY'] ?? ''
    for (const base of [endpoint, `${endpoint}/projects/default`]) {
      const client = new Latchkey({ endpoint: base, apiKey })
      const { issued_api_key: issued } = await client.issuedKeys.issue({ name: 'sdk', request_id: `sdk ${base.length}` })
      const replayed = await client.issuedKeys.issue({ name: 'sdk', request_id: `sdk ${base.length}` })
      assert.deepEqual([replayed.issued_api_key.key_id, replayed.secret], [issued.key_id, ''])
      let etag = ''
      await client.issuedKeys.get(issued.key_id, {
        onResponse: ({ headers }) => {
          etag = headers.get('etag') ?? ''
        },
      })
      await client.issuedKeys.update(issued.key_id, { name: 'first' }, { ifMatch: etag })
      const stale = client.issuedKeys.update(issued.key_id, { name: 'second' }, { ifMatch: etag })
      await assert.rejects(
        stale,
        (error) => error instanceof LatchkeyError && error.id === 'etag_mismatch' && error.status === 412,
      )
    }
    await assert.rejects(new Latchkey({ endpoint, apiKey }).issuedKeys.issue({ name: 'x', ttl: 'soon' }), {
      id: 'bad_request',
      field: 'ttl',
    })
  })

  it('makes no second installation out of a wrong folder', async () => {
    const elsewhere = join(folder, 'elsewhere')
    for (const words of [
      ['list', 'projects'],
      ['create', 'project', 'x'],
      ['create', 'project-api-key', 'x'],
    ]) {
      const { code, stderr } = await runCli(words, { environment: { LATCHKEY_DATA_DIR: elsewhere } })
      assert.equal(code, 1)
      assert.match(stderr, /^error: there is no database at .*elsewhere.*; the first start of the server makes it\n$/)
    }
    assert.equal(existsSync(elsewhere), false)
  })

  it('shows the schema', async () => {
    const status = await json(['migrate', 'status'])
    assert.equal(status.current_version, status.latest_version)
  })

  describe('doctor', () => {
    const findings = async (words: readonly string[] = []) => {
      const { code, stdout } = await run(['doctor', ...words])
      return { code, problems: JSON.parse(stdout).findings.filter(({ state }: { state: string }) => state === 'problem') }
    }

    it('finds nothing wrong with a fresh installation', async () => {
      assert.deepEqual(await findings(), { code: 0, problems: [] })
    })

    it('finds what others can read, by name', async () => {
      const file = join(folder, 'data', 'master.key')
      await chmod(file, 0o644)
      const { code, problems } = await findings(['--local'])
      await chmod(file, 0o600)
      assert.equal(code, 1)
      assert.deepEqual(
        problems.map(({ check }: { check: string }) => check),
        ['master key'],
      )
    })

    it('finds a weak secret and never shows it', async () => {
      const config = join(folder, 'weak.yaml')
      await writeFile(config, 'secrets:\n  hmac:\n    current: canary-canary-canary-canary-canary\n')
      const { code, stdout } = await run(['doctor', '--local', '--config', config])
      assert.equal(code, 1)
      assert.match(stdout, /secrets\.hmac\.current/)
      assert.equal(stdout.includes('canary'), false)
    })

    it('finds a server that does not answer, and an API key that is refused', async () => {
      const silent = await runCli(['doctor', '--remote', '-e', 'http://127.0.0.1:1'], { environment })
      assert.equal(silent.code, 1)
      const refused = await runCli(['doctor', '--remote'], {
        environment: { ...environment, LATCHKEY_PROJECT_API_KEY: 'ory_pat_x' },
      })
      assert.match(refused.stdout, /problem\s+API key\s+is refused/)
    })
  })
})
