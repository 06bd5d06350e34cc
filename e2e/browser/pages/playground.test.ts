import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench, type OpenOptions } from '../support/console-bench.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open({
    config: {
      cache: { enabled: true, ttl: '5m' },
      rate_limit: { enabled: true },
      serve: { http: { client_ip_source: 'CLIENT_IP_SOURCE_X_FORWARDED_FOR', trusted_proxies: ['127.0.0.1'] } },
    },
  })
  await bench.ownerCookie()
})
after(() => bench.close())

const criterion = (id: string, title: string, run: () => Promise<void>): void => acceptance(id, title, () => bench, run)
const admin = (): string => `/projects/${bench.server.slug}/v2alpha1/admin`
const BROWSER_IP = '198.51.100.23'

async function openPlayground(mode: string, options: OpenOptions = {}): Promise<Page> {
  const page = await bench.page({ extraHTTPHeaders: { 'x-forwarded-for': BROWSER_IP }, ...options })
  await page.goto(bench.projectAddress(`api-keys/playground?mode=${mode}`))
  await page.getByRole('heading', { name: 'Playground' }).waitFor()
  return page
}

async function issue(request: Record<string, unknown> = {}): Promise<{ readonly id: string; readonly secret: string }> {
  const { status, body } = await bench.server.call('POST', `${admin()}/issuedApiKeys`, {
    name: 'tried',
    actor_id: 'ada',
    ...request,
  })
  assert.equal(status, 201)
  bench.secrets.push(body.secret)
  return { id: body.issued_api_key.key_id, secret: body.secret }
}

async function derive(secret: string, algorithm: string, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await bench.server.call('POST', `${admin()}/apiKeys:derive`, {
    credential: secret,
    algorithm,
    ...more,
  })
  assert.equal(status, 200)
  bench.secrets.push(body.token.token)
  return body.token.token
}

async function verify(page: Page, credential: string): Promise<void> {
  await page.getByLabel('Credential', { exact: true }).fill(credential)
  const answer = page.waitForResponse((response) => response.url().endsWith(':verify'))
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await answer
}

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' })

/** Code, the beginning of its explanation, and of its next step. */
const failures = {
  NOT_FOUND: ['This project knows no such key', 'Check that the whole key was copied'],
  EXPIRED: ['The key was good once', 'Rotate the key or issue a new one'],
  REVOKED: ['Somebody revoked this key', 'Look at the key for the reason'],
  SUSPENDED: ['The key is suspended', 'Resume the key'],
  SIGNATURE_INVALID: ['The token was not signed by this project', 'Derive a new token'],
  INVALID_FORMAT: ['What was presented is empty', 'Send the key itself'],
  IP_NOT_ALLOWED: ['The key may be used from some addresses only', 'Call from an allowed address'],
  RATE_LIMITED: ['The key has used up its requests', 'Wait until it may be used again'],
  INSUFFICIENT_SCOPE: ['The key is good but does not hold', 'Compare the required scopes'],
  INTERNAL: ['The server could not answer', 'Try again'],
} as const

async function expectFailure(page: Page, code: keyof typeof failures): Promise<void> {
  const panel = verdict(page)
  await panel.locator('code', { hasText: new RegExp(`^${code}$`) }).waitFor()
  for (const text of failures[code]) await panel.getByText(text).waitFor()
}

describe('the playground', () => {
  criterion('PLG-1', 'explains each reason for a refusal and says what to do next', async () => {
    const expiring = await issue({ ttl: '1s' })
    const expiresAt = Date.now() + 1000
    const revoked = await issue()
    await bench.server.call('POST', `${admin()}/apiKeys/${revoked.id}:revoke`, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' })
    const suspended = await issue()
    await bench.server.call('POST', `${admin()}/issuedApiKeys/${suspended.id}:suspend`)
    const limited = await issue({ rate_limit_policy: { quota: 1, window: '60s' } })
    const narrow = await issue({ scopes: ['read:orders'] })
    const token = await derive(narrow.secret, 'TOKEN_ALGORITHM_JWT')
    const page = await openPlayground('verify')
    await verify(page, 'nothing-like-a-key')
    await expectFailure(page, 'NOT_FOUND')
    await verify(page, revoked.secret)
    await expectFailure(page, 'REVOKED')
    await verdict(page).getByRole('link', { name: 'Open the key' }).waitFor()
    await verify(page, suspended.secret)
    await expectFailure(page, 'SUSPENDED')
    await verify(page, `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(86)}`)
    await expectFailure(page, 'SIGNATURE_INVALID')
    await verify(page, '')
    await expectFailure(page, 'INVALID_FORMAT')
    await page.getByLabel('Dry run').uncheck()
    await verify(page, limited.secret)
    await verdict(page).getByText('Valid', { exact: true }).waitFor()
    await verify(page, limited.secret)
    await expectFailure(page, 'RATE_LIMITED')
    await verdict(page)
      .getByText(/It may be used again in \d+ seconds/)
      .waitFor()
    await page.getByLabel('Required scopes').fill('read:orders write:orders')
    await verify(page, narrow.secret)
    await expectFailure(page, 'INSUFFICIENT_SCOPE')
    await page.getByLabel('Required scopes').fill('')
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, expiresAt + 100 - Date.now())))
    await verify(page, expiring.secret)
    await expectFailure(page, 'EXPIRED')
    // What only a broken store brings about is put in the place of the answer.
    await page.route('**/apiKeys:verify', async (route) => {
      const body = {
        is_valid: false,
        error_code: 'VERIFICATION_ERROR_INTERNAL',
        key_id: '',
        actor_id: '',
        scopes: [],
        rate_limit_policy: null,
      }
      await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(body) })
    })
    await verify(page, narrow.secret)
    await expectFailure(page, 'INTERNAL')
  })

  criterion('PLG-2', 'reads keys, JWTs and macaroons without a network', async () => {
    const key = await issue()
    const jwt = await derive(key.secret, 'TOKEN_ALGORITHM_JWT', { custom_claims: { team: 'data' } })
    const macaroon = await derive(key.secret, 'TOKEN_ALGORITHM_MACAROON')
    const page = await openPlayground('verify')
    await page.context().setOffline(true)
    await page.getByRole('link', { name: 'Inspect' }).click()
    const field = page.getByLabel('Credential', { exact: true })
    await field.fill(key.secret)
    await page.locator(`code[title="${key.id}"]`).waitFor()
    await page.getByText('ory_ak', { exact: true }).waitFor()
    await field.fill(jwt)
    await page.getByText('Derived token (JWT)').waitFor()
    assert.ok((await page.getByRole('region', { name: 'Claims' }).textContent())?.includes('"team": "data"'))
    await field.fill(macaroon)
    await page.getByText('Derived token (macaroon)').waitFor()
    await page.getByText('mc', { exact: true }).waitFor()
    await field.fill('anything')
    await page.getByText('No known shape').waitFor()
    await page.context().setOffline(false)
  })

  criterion('PLG-3', 'sends the credential only when asked, only in the body of a POST, and forgets it on leaving', async () => {
    const { secret } = await issue()
    const page = await openPlayground('verify')
    const carriers: string[] = []
    page.on('request', (request) => {
      if (`${request.url()}${request.postData() ?? ''}`.includes(secret)) {
        carriers.push(`${request.method()} ${new URL(request.url()).pathname}`)
      }
    })
    await page.getByLabel('Credential', { exact: true }).fill(secret)
    await page.getByText('Issued key', { exact: true }).waitFor()
    assert.deepEqual(carriers, [])
    await verify(page, secret)
    await verdict(page).getByText('Valid', { exact: true }).waitFor()
    assert.deepEqual(carriers, [`POST ${admin()}/apiKeys:verify`])
    assert.equal((await page.content()).includes(secret), false)
    await page.getByRole('link', { name: 'Inspect' }).click()
    assert.equal(await page.getByLabel('Credential', { exact: true }).inputValue(), '')
    await page.goBack()
    assert.equal(await page.getByLabel('Credential', { exact: true }).inputValue(), '')
  })

  criterion('PLG-4', 'bypasses the cache when asked, and says where the answer came from', async () => {
    const { secret } = await issue()
    const page = await openPlayground('verify')
    await verify(page, secret)
    await verify(page, secret)
    await verdict(page).getByText('from the cache (HIT)').waitFor()
    await page.getByLabel('Bypass the cache').check()
    const sent = page.waitForRequest((request) => request.url().endsWith(':verify'))
    await verify(page, secret)
    assert.equal((await sent).headers()['cache-control'], 'no-cache')
    await verdict(page)
      .getByText(/^fresh/)
      .waitFor()
  })

  criterion('PLG-5', 'shows the address of the browser as the server sees it, beside the ranges of the key', async () => {
    const { secret } = await issue({ ip_restriction: { allowed_cidrs: ['203.0.113.0/24'] } })
    const page = await openPlayground('verify')
    await verify(page, secret)
    await expectFailure(page, 'IP_NOT_ALLOWED')
    await verdict(page).getByText(BROWSER_IP, { exact: true }).waitFor()
    await verdict(page).getByText(`✕ does not contain ${BROWSER_IP}`).waitFor()
    const allowed = await issue({ ip_restriction: { allowed_cidrs: [`${BROWSER_IP}/32`] } })
    await verify(page, allowed.secret)
    await verdict(page).getByText('Valid', { exact: true }).waitFor()
  })

  criterion('PLG-6', 'refuses 101 lines without sending any, and answers 100 in their order', async () => {
    const { secret, id } = await issue()
    const page = await openPlayground('batch')
    let calls = 0
    page.on('request', (request) => {
      if (request.url().endsWith(':batchVerify')) calls += 1
    })
    const lines = Array.from({ length: 101 }, (_, index) => (index === 41 ? secret : `unknown-${index}`))
    await page.getByLabel('Credentials', { exact: true }).fill(lines.join('\n'))
    await page.getByText('These are 101 lines').waitFor()
    await page.getByRole('button', { name: 'Verify all' }).click()
    assert.equal(calls, 0)
    await page.getByLabel('Credentials', { exact: true }).fill(lines.slice(0, 100).join('\r\n'))
    await page.getByRole('button', { name: 'Verify all' }).click()
    await page.getByText('1 valid, 99 rejected').waitFor()
    const rows = page.getByRole('table', { name: 'One verdict for each line' }).locator('tbody tr')
    assert.equal(await rows.count(), 100)
    assert.deepEqual(
      await rows.locator('td:first-child').allTextContents(),
      lines.slice(0, 100).map((_, index) => String(index + 1)),
    )
    assert.equal(await rows.nth(41).locator('code').getAttribute('title'), id)
    assert.equal(calls, 1)
  })

  criterion('PLG-7', 'says at the field that a scope is not the parent’s, and shows what a token says', async () => {
    const { secret, id } = await issue({ scopes: ['read:orders', 'read:users'] })
    const page = await openPlayground('derive')
    await page.getByLabel('Key to derive from', { exact: true }).fill(secret)
    await page.getByLabel('Scopes').fill('write:orders')
    await page.getByRole('button', { name: 'Derive token' }).click()
    await page.getByText('does not hold all of the requested scopes').waitFor()
    assert.equal(await page.getByLabel('Scopes').getAttribute('aria-invalid'), 'true')
    await page.getByLabel('Scopes').fill('read:orders')
    await page.getByLabel('Further claims').fill('{"team": "data"}')
    const answer = page.waitForResponse((response) => response.url().endsWith(':derive'))
    await page.getByRole('button', { name: 'Derive token' }).click()
    const { token } = await (await answer).json()
    bench.secrets.push(token.token)
    const panel = page.getByRole('region', { name: 'Derived token' })
    await panel
      .locator(`time[datetime="${token.expire_time.replace('Z', '.000Z')}"], time[datetime="${token.expire_time}"]`)
      .waitFor()
    await panel.locator(`code[title="${id}"]`).waitFor()
    assert.ok((await panel.getByRole('region', { name: 'Claims' }).textContent())?.includes('"team": "data"'))
    assert.equal((await page.content()).includes(token.token), false)
    await panel.getByRole('button', { name: 'Show token' }).click()
    assert.equal(await panel.locator('output').textContent(), token.token)
  })
})
