import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { errorAnswer, keyRecord, type StubAnswer, type StubApi, type StubRequest, startStubApi } from '@latchkey/testkit/stub-api'
import { runCli } from './testing/run-cli.ts'

const SECRET = 'ory_ak_v1_canarySecret_canary'
const API_KEY = 'ory_pat_canaryApiKey'
const environment = { LATCHKEY_PROJECT_API_KEY: API_KEY }

const invalid = {
  ...keyRecord({ key_id: '', actor_id: '', scopes: [] }),
  is_valid: false,
  status: 'KEY_STATUS_UNSPECIFIED',
  issuer: '',
  error_code: 'VERIFICATION_ERROR_EXPIRED',
  error_message: 'The API key has expired.',
}
const valid = { ...keyRecord(), is_valid: true, issuer: 'https://issuer.example' }

describe('latchkey', () => {
  let api: StubApi
  let answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>
  let folder: string
  before(async () => {
    api = await startStubApi((request) => answer(request))
    folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'))
  })
  after(async () => {
    await api.stop()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => {
    answer = () => ({ body: {} })
  })

  const run = (words: readonly string[], stdin?: string, format = 'json') =>
    runCli([...words, '-e', api.endpoint, '--format', format], { environment, ...(stdin === undefined ? {} : { stdin }) })
  const lastRequest = (): StubRequest => {
    const request = api.requests.at(-1)
    assert.ok(request !== undefined)
    return request
  }

  describe('exit codes', () => {
    const verifyCodes = [
      ['a valid credential', { body: valid }, 0],
      ['an invalid credential', { body: invalid }, 1],
      ['a refused caller', errorAnswer(401, 'unauthorized', 'Access credentials are invalid'), 1],
      ['a server that cannot say', errorAnswer(500, 'internal_server_error', 'oh'), 3],
      ['a caller who is too fast', errorAnswer(429, 'too_many_requests', 'slow down'), 3],
    ] as const
    for (const [what, response, code] of verifyCodes) {
      it(`is ${code} for ${what}`, async () => {
        answer = () => response
        assert.equal((await run(['keys', 'verify', '-'], SECRET)).code, code)
      })
    }

    it('is 3 when nobody listens', async () => {
      const { code, stdout, stderr } = await runCli(['keys', 'verify', '-e', 'http://127.0.0.1:1'], { stdin: SECRET })
      assert.equal(code, 3)
      assert.equal(stdout, '')
      assert.match(stderr, /^error: Cannot reach http:\/\/127\.0\.0\.1:1/)
    })

    const usage = [
      ['an unknown command', ['keys', 'verfy'], /unknown command 'verfy'/],
      ['a group alone', ['keys'], /Usage: latchkey keys/],
      ['an unknown option', ['keys', 'verify', '--frobnicate'], /unknown option '--frobnicate'/],
      ['a missing argument', ['keys', 'issue'], /missing required argument 'name'/],
      [
        'a value that is none of the choices',
        ['keys', 'revoke', 'x', '--reason', 'because'],
        /Allowed choices are key_compromise/,
      ],
      ['an unreadable format', ['keys', 'issue', 'x', '--format', 'xml'], /--format: must be table, json/],
      ['an unreadable path', ['keys', 'issue', 'x', '--format', 'jsonpath=a..'], /--format jsonpath: cannot read character 2/],
      ['metadata that is no JSON', ['keys', 'issue', 'x', '--metadata', '{'], /--metadata: must be JSON/],
      [
        'a window without a quota',
        ['keys', 'issue', 'x', '--rate-limit-window', '60s'],
        /--rate-limit-window: needs --rate-limit-quota/,
      ],
      [
        'a quota that is no number',
        ['keys', 'issue', 'x', '--rate-limit-quota', '1e3'],
        /--rate-limit-quota: must be a whole number/,
      ],
      ['an unknown status', ['keys', 'issued', 'list', '--status', 'gone'], /--status: must be one of/],
      ['an update of nothing', ['keys', 'issued', 'update', 'x'], /Nothing to change/],
      ['a revocation of everything', ['keys', 'bulk-revoke'], /takes a condition/],
      ['an empty credential', ['keys', 'verify', '-'], /Credential: nothing was given/],
      ['a credential in place of an id', ['keys', 'revoke', SECRET], /^error: key-id: this is a credential, not the id of a key/],
      ['an actor that is empty', ['keys', 'bulk-revoke', '--actor', '', '--yes'], /--actor: must not be empty/],
      ['two options that exclude each other', ['doctor', '--local', '--remote'], /--local: cannot be combined with --remote/],
      ['no workers', ['serve', '--workers', '0'], /--workers: must be from 1 to 256, or auto/],
      ['workers that are no number', ['serve', '--workers', 'many'], /--workers: must be from 1 to 256, or auto/],
      ['a deletion that was not confirmed', ['migrate', 'down'], /--yes: is required, because this deletes/],
      ['an endpoint that is none', ['keys', 'verify', 'x', '-e', 'ftp://x'], /endpoint: must be an http or https URL/],
      ['an id that leads elsewhere', ['keys', 'issued', 'get', '..'], /key_id: must name a resource/],
    ] as const
    for (const [what, words, message] of usage) {
      it(`is 2 for ${what}, and nothing is sent`, async () => {
        const before = api.requests.length
        const { code, stdout, stderr } = await runCli(['-e', api.endpoint, ...words], { environment })
        assert.equal(code, 2)
        assert.equal(stdout, '')
        assert.match(stderr, message)
        assert.equal(api.requests.length, before)
      })
    }

    it('is 0 for help and version', async () => {
      assert.equal((await runCli(['keys', 'issue', '--help'])).code, 0)
      assert.equal((await runCli(['--version'])).code, 0)
      assert.match((await runCli(['auth', '--help'])).stdout, /^ +logout +Forget the stored endpoint/m)
    })
  })

  describe('secrets', () => {
    beforeEach(() => {
      answer = () => ({ body: valid })
    })

    const ways = [
      ['standard input named by -', ['-'], `${SECRET}\n`],
      ['standard input named by nothing', [], `${SECRET}\r\n`],
      ['an argument', [SECRET], undefined],
    ] as const
    for (const [way, words, stdin] of ways) {
      it(`reads a credential from ${way}`, async () => {
        assert.equal((await run(['keys', 'verify', ...words], stdin)).code, 0)
        assert.deepEqual(lastRequest().body, { credential: SECRET })
      })
    }

    it('reads a credential from a file and keeps blanks inside it', async () => {
      const file = join(folder, 'credential')
      await writeFile(file, ' with blanks \n')
      await run(['keys', 'verify', '--file', file])
      assert.deepEqual(lastRequest().body, { credential: ' with blanks ' })
    })

    it('takes the API key from the environment, its other name, a file or standard input', async () => {
      const file = join(folder, 'api-key')
      await writeFile(file, 'ory_pat_from_file\n')
      const credentialFile = join(folder, 'credential')
      const words = ['keys', 'verify', '--file', credentialFile, '-e', api.endpoint]
      const seen = async (extra: readonly string[], surroundings: Parameters<typeof runCli>[1]) => {
        await runCli([...words, ...extra], surroundings)
        return lastRequest().headers.authorization
      }
      assert.equal(await seen([], { environment }), `Bearer ${API_KEY}`)
      assert.equal(await seen([], { environment: { ORY_PROJECT_API_KEY: 'ory_pat_other' } }), 'Bearer ory_pat_other')
      assert.equal(await seen(['--api-key-file', file], { environment }), 'Bearer ory_pat_from_file')
      assert.equal(await seen(['--api-key-file', '-'], { stdin: 'ory_pat_from_stdin\n' }), 'Bearer ory_pat_from_stdin')
      assert.equal(await seen([], {}), undefined)
    })

    it('never repeats a secret in an error', async () => {
      answer = () => errorAnswer(400, 'bad_request', 'credential: is too long', { field: 'credential' })
      const { stdout, stderr } = await run(['keys', 'verify', SECRET])
      assert.equal(`${stdout}${stderr}`.includes('canary'), false)
      assert.match(stderr, /^error: credential: is too long \(bad_request, HTTP 400, request req-1\)\n$/)
    })

    it('says exactly what the server says, and what to look at', async () => {
      answer = () => {
        const { body } = errorAnswer(409, 'conflict', 'The request conflicts with what is stored')
        const { error } = body as { error: object }
        return { status: 409, body: { error: { ...error, reason: 'raw_key: looks like an issued API key' } } }
      }
      assert.match(
        (await run(['keys', 'issue', 'x'])).stderr,
        /^error: raw_key: looks like an issued API key \(conflict, HTTP 409/,
      )
      answer = () => errorAnswer(401, 'unauthorized', 'Access credentials are invalid')
      assert.match((await run(['keys', 'issue', 'x'])).stderr, /; set LATCHKEY_PROJECT_API_KEY .* of this project\n$/)
      answer = () => ({ status: 404, body: {} })
      assert.match((await run(['keys', 'issue', 'x'])).stderr, /; is the endpoint that of a Latchkey server\?\n$/)
    })

    it('never repeats an API key that is broken', async () => {
      const broken = { LATCHKEY_PROJECT_API_KEY: `${API_KEY}\nx` }
      const { code, stdout, stderr } = await runCli(['keys', 'verify', 'x', '-e', api.endpoint], { environment: broken })
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
      assert.match(stderr, /^error: apiKey: must be one line of ASCII characters/)
      assert.equal(stderr.includes('canary'), false)
    })

    it('warns before an API key travels unencrypted', async () => {
      const { stderr } = await runCli(['keys', 'verify', 'x', '-e', 'http://latchkey.invalid'], { environment })
      assert.match(stderr, /^warning: The API key travels unencrypted/)
    })

    it('hints at - when a person types a secret as an argument', async () => {
      const shown = await runCli(['keys', 'verify', SECRET, '-e', api.endpoint], { environment, isTerminal: true })
      assert.match(shown.stderr, /^hint: other processes can see arguments/)
    })
  })

  describe('requests', () => {
    it('issues with every option', async () => {
      answer = () => ({ status: 201, body: { issued_api_key: keyRecord(), secret: SECRET } })
      const { stdout } = await run([
        'keys',
        'issue',
        'ci',
        '--actor',
        'user_1',
        '--ttl',
        '90d',
        '--visibility',
        'public',
        '--scopes',
        'a, b',
        '--metadata',
        '{"t":1}',
        '--allowed-cidrs',
        '10.0.0.0/8',
        '--rate-limit-quota',
        '100',
        '--rate-limit-window',
        '60s',
      ])
      const { request_id: requestId, ...body } = lastRequest().body as Record<string, unknown>
      assert.match(String(requestId), /^[0-9a-f-]{36}$/)
      assert.deepEqual(body, {
        name: 'ci',
        actor_id: 'user_1',
        ttl: '90d',
        visibility: 'KEY_VISIBILITY_PUBLIC',
        scopes: ['a', 'b'],
        metadata: { t: 1 },
        ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] },
        rate_limit_policy: { quota: '100', window: '60s' },
      })
      assert.equal(JSON.parse(stdout).secret, SECRET)
    })

    it('addresses a project by path', async () => {
      answer = () => ({ body: keyRecord() })
      await run(['keys', 'issued', 'get', 'k1', '--project', 'acme'])
      assert.equal(lastRequest().path, '/projects/acme/v2alpha1/admin/issuedApiKeys/k1')
    })

    it('clears what is given empty', async () => {
      answer = () => ({ body: keyRecord() })
      await run(['keys', 'issued', 'update', 'k1', '--scopes', '', '--rate-limit-quota', '0', '--allowed-cidrs', ''])
      assert.equal(
        new URL(lastRequest().path, api.endpoint).searchParams.get('update_mask'),
        'scopes,ip_restriction,rate_limit_policy',
      )
      assert.deepEqual(lastRequest().body, { scopes: [] })
    })

    it('puts filters together and quotes what people wrote', async () => {
      answer = () => ({ body: { issued_api_keys: [], next_page_token: '' } })
      await run([
        'keys',
        'issued',
        'list',
        '--actor',
        'a"b\\c',
        '--status',
        'active',
        '--filter',
        'name:"ci-*"',
        '--page-size',
        '5',
      ])
      const { searchParams } = new URL(lastRequest().path, api.endpoint)
      assert.equal(searchParams.get('filter'), 'actor_id="a\\"b\\\\c" AND status=KEY_STATUS_ACTIVE AND name:"ci-*"')
      assert.equal(searchParams.get('page_size'), '5')
    })

    it('sends the digest instead of the key', async () => {
      answer = () => ({ status: 201, body: keyRecord() })
      await run(['keys', 'imported', 'import', 'x', '--actor', 'a', '--key-hash', 'ab', '--hash-algorithm', 'sha256'])
      const { request_id: _, ...body } = lastRequest().body as Record<string, unknown>
      assert.deepEqual(body, { name: 'x', actor_id: 'a', key_hash: 'ab', hash_algorithm: 'sha256' })
    })

    it('only counts in a bulk revocation without --yes', async () => {
      answer = () => ({ body: { matched_count: 3, revoked_count: 0, failure_count: 0 } })
      assert.equal((await run(['keys', 'bulk-revoke', '--actor', 'gone'])).code, 0)
      assert.deepEqual(lastRequest().body, { filter: 'actor_id="gone"', validate_only: true })
      await run(['keys', 'bulk-revoke', '--actor', 'gone', '--reason', 'affiliation_changed', '--yes'])
      assert.deepEqual(lastRequest().body, { filter: 'actor_id="gone"', reason: 'REVOCATION_REASON_AFFILIATION_CHANGED' })
      answer = () => ({ body: { matched_count: 3, revoked_count: 2, failure_count: 1 } })
      assert.equal((await run(['keys', 'bulk-revoke', '--actor', 'gone', '--yes'])).code, 1)
    })

    it('asks past the cache with --no-cache', async () => {
      answer = () => ({ body: valid })
      await run(['keys', 'verify', '-', '--no-cache'], SECRET)
      assert.equal(lastRequest().headers['cache-control'], 'no-cache')
    })

    it('verifies a batch in calls of 100, in order, and is 1 when one is not valid', async () => {
      answer = ({ body }) => {
        const { requests } = body as { requests: { credential: string }[] }
        return {
          body: {
            results: requests.map(({ credential }) => (credential === 'bad' ? invalid : { ...valid, key_id: credential })),
          },
        }
      }
      const credentials = Array.from({ length: 150 }, (_, index) => `k${index}`)
      const before = api.requests.length
      const good = await run(['keys', 'batch-verify'], credentials.join('\n'))
      assert.equal(good.code, 0)
      assert.equal(api.requests.length - before, 2)
      assert.deepEqual(
        JSON.parse(good.stdout).results.map((result: { key_id: string }) => result.key_id),
        credentials,
      )
      assert.equal((await run(['keys', 'batch-verify', 'k1', 'bad'])).code, 1)
    })
  })

  describe('output', () => {
    beforeEach(() => {
      answer = () => ({ body: keyRecord({ name: 'evil\u001b[2J\u202Ename' }) })
    })
    const get = (format: string, ...extra: string[]) => run(['keys', 'issued', 'get', 'k1', ...extra], undefined, format)

    it('is a list of fields for people, without control characters', async () => {
      const { stdout } = await get('table')
      assert.match(stdout, /^Key id {8}11111111-1111-4111-8111-111111111111$/m)
      assert.match(stdout, /^Name {10}evil\\u\{1b\}\[2J\\u\{202e\}name$/m)
      assert.equal(stdout.includes('\u001b'), false)
    })

    it('is the answer of the API for machines', async () => {
      const expected = keyRecord({ name: 'evil\u001b[2J\u202Ename' })
      const json = await get('json')
      assert.deepEqual(JSON.parse(json.stdout), expected)
      assert.equal(json.stdout.trimEnd().includes('\n'), false)
      const pretty = await get('json-pretty')
      assert.deepEqual(JSON.parse(pretty.stdout), expected)
      assert.match(pretty.stdout, /\n {2}"name"/)
      const { parse } = await import('yaml')
      assert.deepEqual(parse((await get('yaml')).stdout), expected)
    })

    it('is what a path or pointer selects, or exit code 1', async () => {
      assert.equal((await get('jsonpath=$.key_id')).stdout, '11111111-1111-4111-8111-111111111111\n')
      assert.equal((await get('jsonpointer=/scopes/0')).stdout, 'orders:read\n')
      const nothing = await get('jsonpath=$.nothing')
      assert.equal(nothing.code, 1)
      assert.equal(nothing.stdout, '')
    })

    it('loses no new secret to a path that selects nothing', async () => {
      answer = () => ({ status: 201, body: { issued_api_key: keyRecord(), secret: SECRET } })
      const { code, stdout, stderr } = await run(['keys', 'issue', 'x'], undefined, 'jsonpath=$.secrett')
      assert.equal(code, 1)
      assert.equal(JSON.parse(stdout).secret, SECRET)
      assert.match(stderr, /error: --format: selects nothing in the result, which is printed whole/)
    })

    it('is the id alone with --quiet, and the secret where one is made', async () => {
      assert.equal((await get('table', '-q')).stdout, '11111111-1111-4111-8111-111111111111\n')
      answer = () => ({ status: 201, body: { issued_api_key: keyRecord(), secret: SECRET } })
      const issued = await run(['keys', 'issue', 'x', '-q'])
      assert.deepEqual([issued.stdout, issued.stderr], [`${SECRET}\n`, ''])
    })

    it('has colour on a terminal only, and not with NO_COLOR', async () => {
      const words = ['keys', 'issued', 'get', 'k1', '-e', api.endpoint]
      assert.equal((await runCli(words, { isTerminal: true })).stdout.includes('\u001b[1m'), true)
      assert.equal((await runCli(words, { isTerminal: true, environment: { NO_COLOR: '1' } })).stdout.includes('\u001b'), false)
      assert.equal((await runCli(words)).stdout.includes('\u001b'), false)
    })

    it('walks all pages with --all, one key per result', async () => {
      answer = ({ path }) => {
        const token = new URL(path, api.endpoint).searchParams.get('page_token')
        const page = token === null ? 1 : Number(token)
        return { body: { issued_api_keys: [keyRecord({ name: `p${page}` })], next_page_token: page < 3 ? String(page + 1) : '' } }
      }
      const { stdout } = await run(['keys', 'issued', 'list', '--all'])
      assert.deepEqual(
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).name),
        ['p1', 'p2', 'p3'],
      )
      const one = await run(['keys', 'issued', 'list'])
      assert.equal(JSON.parse(one.stdout).next_page_token, '2')
      assert.match(one.stderr, /--page-token 2/)
    })
  })

  describe('jwk generate', () => {
    afterEach(() => rm(join(folder, 'jwk.json'), { force: true }))

    it('makes keys of every kind that Node can load', async () => {
      const { createPrivateKey } = await import('node:crypto')
      for (const kind of ['eddsa', 'rsa', 'ecdsa']) {
        const jwk = JSON.parse((await runCli(['jwk', 'generate', kind])).stdout)
        assert.equal(createPrivateKey({ key: jwk, format: 'jwk' }).type, 'private')
        assert.ok(jwk.kid && jwk.alg && jwk.use === 'sig')
      }
      const hmac = JSON.parse((await runCli(['jwk', 'generate', 'hmac'])).stdout)
      assert.equal(Buffer.from(hmac.k, 'base64url').length, 32)
    })

    it('names a key by its thumbprint', async () => {
      const { calculateJwkThumbprint } = await import('jose')
      for (const kind of ['eddsa', 'rsa', 'ecdsa']) {
        const jwk = JSON.parse((await runCli(['jwk', 'generate', kind, '--public-only'])).stdout)
        assert.equal(jwk.d, undefined)
        assert.equal(jwk.kid, await calculateJwkThumbprint(jwk))
      }
    })

    it('writes a file for its owner only and never over another', async () => {
      const { stat } = await import('node:fs/promises')
      const file = join(folder, 'jwk.json')
      const first = await runCli(['jwk', 'generate', 'eddsa', '--jwks', '-o', file])
      assert.deepEqual([first.code, first.stdout], [0, ''])
      assert.equal((await stat(file)).mode & 0o777, 0o600)
      assert.equal((await runCli(['jwk', 'generate', 'eddsa', '-o', file])).code, 2)
    })
  })
})
