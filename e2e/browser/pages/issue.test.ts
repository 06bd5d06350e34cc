import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Page, Request } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

const KEYS_MAX = 12
const EXPIRED_TTL_MS = 1000

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open({ config: { plans: [{ name: 'default', api_keys_max: KEYS_MAX }] } })
})
after(() => bench.close())

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Issue new key' })
const nameOf = (page: Page) => page.getByRole('textbox', { name: 'Name', exact: true })
const isIssue = (request: Request): boolean => request.method() === 'POST' && request.url().endsWith('/issuedApiKeys')

async function openForm(page: Page, query = ''): Promise<void> {
  await page.goto(bench.projectAddress(`api-keys/keys/new${query}`))
  await dialogOf(page).waitFor()
}

/** Waits for the answer of the server; its secret must not stay anywhere. */
async function issue(page: Page, button = 'Issue key'): Promise<string> {
  const answer = page.waitForResponse((response) => isIssue(response.request()))
  await page.getByRole('button', { name: button }).click()
  return secretIn(await (await answer).json())
}

function secretIn({ secret }: { readonly secret: string }): string {
  bench.secrets.push(secret)
  return secret
}

async function finish(page: Page): Promise<void> {
  await page.getByLabel('I have stored it').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.locator('output').waitFor({ state: 'detached' })
}

const openSection = (page: Page, title: string) => page.locator('summary').filter({ hasText: title }).click()

const issuesOf = (page: Page): Request[] => {
  const sent: Request[] = []
  page.on('request', (request) => {
    if (isIssue(request)) sent.push(request)
  })
  return sent
}

async function keysNamed(name: string): Promise<readonly { readonly key_id: string; readonly status: string }[]> {
  const filter = encodeURIComponent(`name="${name}"`)
  const { body } = await bench.server.call('GET', `/v2alpha1/admin/issuedApiKeys?filter=${filter}`)
  return body.issued_api_keys
}

async function setMaximum(max: string, standard: string): Promise<void> {
  const path = '/services/talos/config/credentials/api_keys'
  const response = await bench.asOwner('PATCH', `/projects/${bench.server.projectId}`, [
    { op: 'replace', path: `${path}/default_ttl`, value: standard },
    { op: 'replace', path: `${path}/max_ttl`, value: max },
  ])
  assert.equal(response.status, 200, await response.text())
}

describe('issuing a key', () => {
  acceptance(
    'ISS-1',
    'takes the keyboard alone, and six strokes besides the text at the most',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('api-keys/keys'))
      await page.getByRole('link', { name: 'Issue new key' }).first().focus()
      const answer = page.waitForResponse((response) => isIssue(response.request()))
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'name')
      await page.keyboard.type('ci-deploy')
      await page.keyboard.press('Tab')
      await page.keyboard.type('acme')
      await page.keyboard.press('Enter')
      const secret = secretIn(await (await answer).json())
      assert.equal(await page.locator('output').textContent(), secret)
      await finish(page)
    },
  )

  acceptance(
    'ISS-2',
    'sends exactly what it offers as curl, and that curl works',
    () => bench,
    async () => {
      const page = await bench.page({ permissions: ['clipboard-read', 'clipboard-write'] })
      await openForm(page, '?scopes=read:orders,read:users&quota=600&cidrs=127.0.0.5/8')
      await nameOf(page).fill("Anna's key ✓")
      await page.getByLabel('Actor').fill('acme')
      await page.getByLabel('Expiry').selectOption('90d')
      await openSection(page, 'Your own attributes')
      await page.getByLabel('Attribute 1').fill('team')
      await page.getByLabel('Value 1').fill('pay `$HOME` "x"')
      await page.getByText('The same as a call or a link').click()
      await page.getByRole('button', { name: 'Copy as curl' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const curl = await page.evaluate(() => navigator.clipboard.readText())
      const sent = page.waitForRequest(isIssue)
      await issue(page)
      const printed = JSON.parse((/-d '([\s\S]*)'$/.exec(curl)?.[1] ?? '').replaceAll("'\\''", "'"))
      assert.deepEqual(JSON.parse((await sent).postData() ?? ''), printed)
      assert.deepEqual(printed.metadata, { team: 'pay `$HOME` "x"' })
      assert.deepEqual(printed.ip_restriction, { allowed_cidrs: ['127.0.0.0/8'] })
      const { stdout } = await promisify(execFile)('sh', ['-c', curl], {
        env: { PATH: process.env['PATH'] ?? '', LATCHKEY_PROJECT_API_KEY: bench.server.projectKey },
      })
      const again = JSON.parse(stdout)
      assert.equal(again.issued_api_key.name, "Anna's key ✓")
      assert.equal(again.secret, '', 'the same request, not a second key')
      await finish(page)
    },
  )

  acceptance(
    'ISS-3',
    'offers no longer life than the project allows, says why, and tells when the default ends',
    () => bench,
    async () => {
      await setMaximum('720h', '48h')
      const page = await bench.page()
      await openForm(page)
      const expiry = page.getByLabel('Expiry')
      await expiry.locator('option', { hasText: 'longer than the maximum' }).first().waitFor({ state: 'attached' })
      const disabled = await expiry.locator('option:disabled').allTextContents()
      assert.equal(disabled.length, 3)
      assert.match(
        disabled.join('\n'),
        /90 days – longer than the maximum of .*\n1 year – longer .*\nNo expiry – this project lets no key/,
      )
      const hint = await dialogOf(page)
        .getByText(/^Ends /)
        .textContent()
      const end = Date.parse((hint ?? '').replace(/^Ends /, ''))
      assert.ok(Math.abs(end - Date.now() - 48 * 3_600_000) < 60_000, hint ?? 'no hint')
      await setMaximum('17520h', '168h')
    },
  )

  acceptance(
    'ISS-4',
    'says at the field what is wrong without asking the server, and puts there what the server objects to',
    () => bench,
    async () => {
      const page = await bench.page()
      const sent = issuesOf(page)
      const metadata = JSON.stringify({ a: 'x'.repeat(4097 - '{"a":""}'.length) })
      await openForm(page, `?quota=0&window=abc&cidrs=10.0.0.0/33&metadata=${encodeURIComponent(metadata)}`)
      await page.getByRole('button', { name: 'Issue key' }).click()
      for (const problem of [
        'Give the key a name',
        'at least 1',
        'at least one second',
        'No address or range: 10.0.0.0/33',
        '4,097 bytes',
      ]) {
        await dialogOf(page).getByText(problem).first().waitFor()
      }
      assert.equal(await nameOf(page).getAttribute('aria-invalid'), 'true')
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name')
      assert.deepEqual(sent, [])

      await openForm(page, '?name=late&ttl=90d')
      await page.getByText('Ends ').first().waitFor()
      await setMaximum('720h', '48h')
      await page.getByRole('button', { name: 'Issue key' }).click()
      await page.getByText('The server says').waitFor()
      assert.equal(await page.getByLabel('Expiry').getAttribute('aria-invalid'), 'true')
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SELECT')
      assert.equal(sent.length, 1)
      await setMaximum('17520h', '168h')
    },
  )

  acceptance(
    'ISS-5',
    'says how full the plan is and what is expired, and goes on once there is room',
    () => bench,
    async () => {
      const made = await bench.asOwner('POST', '/projects', { name: 'Full', environment: 'dev' })
      const { slug } = (await made.json()) as { slug: string }
      const admin = `/projects/${slug}/v2alpha1/admin`
      const old = { name: 'old', ttl: '1s' }
      const expired = (await (await bench.asOwner('POST', `${admin}/issuedApiKeys`, old)).json()).issued_api_key
      await bench.asOwner('POST', `${admin}/issuedApiKeys`, old)
      const requests = Array.from({ length: KEYS_MAX - 2 }, (_, at) => ({ raw_key: `raw-${at}`, name: 'x', actor_id: 'a' }))
      await bench.asOwner('POST', `${admin}/importedApiKeys:batchCreate`, { requests })
      await delay(EXPIRED_TTL_MS)

      const page = await bench.page()
      await page.goto(`${bench.address}/projects/${slug}/api-keys/keys/new`)
      await nameOf(page).fill('one more')
      await page.getByLabel('Actor').fill('acme')
      await page.getByRole('button', { name: 'Issue key' }).click()
      await page.getByText(`${KEYS_MAX} of ${KEYS_MAX} in use.`).waitFor()
      await page.getByText('2 of these are expired: revoke them to free 2 places.').waitFor()
      assert.equal(await nameOf(page).inputValue(), 'one more')
      assert.equal(await page.getByLabel('Actor').inputValue(), 'acme')
      const revoked = await bench.asOwner('POST', `${admin}/issuedApiKeys/${expired.key_id}:revoke`, {})
      assert.equal(revoked.status, 204)
      await issue(page, 'Retry')
      await finish(page)

      await page.getByRole('link', { name: 'Issue new key' }).first().click()
      await nameOf(page).fill('and another')
      await page.getByRole('button', { name: 'Issue key' }).click()
      await page.getByRole('button', { name: 'Revoke the expired key' }).click()
      await page.getByText('None of them has expired.').waitFor()
      await issue(page, 'Retry')
      await finish(page)
    },
  )

  acceptance(
    'ISS-6',
    'asks again with the same request id when the answer was lost, makes one key, and mends the lost secret',
    () => bench,
    async () => {
      const page = await bench.page()
      const sent = issuesOf(page)
      let toLose = 1
      await page.route(
        (url) => url.pathname.endsWith('/issuedApiKeys'),
        async (route) => {
          if (route.request().method() !== 'POST' || toLose === 0) return route.fallback()
          toLose -= 1
          await route.fetch()
          await route.abort('connectionreset')
        },
      )
      await openForm(page)
      await nameOf(page).fill('lost once')
      await page.getByRole('button', { name: 'Issue key' }).click()
      await page.getByText('Key created, secret lost').waitFor()
      assert.equal(sent.length, 2)
      assert.equal(new Set(sent.map((request) => request.postDataJSON().request_id)).size, 1)
      const [key, ...others] = await keysNamed('lost once')
      assert.deepEqual(others, [])
      const rotated = page.waitForResponse((response) => response.url().endsWith(':rotate'))
      await page.getByRole('button', { name: 'Rotate now' }).click()
      const secret = secretIn(await (await rotated).json())
      assert.equal(await page.locator('output').textContent(), secret)
      assert.equal(
        (await bench.server.call('GET', `/v2alpha1/admin/issuedApiKeys/${key?.key_id}`)).body.status,
        'KEY_STATUS_REVOKED',
      )
      await finish(page)

      toLose = 2
      await openForm(page)
      await nameOf(page).fill('lost twice')
      await page.getByRole('button', { name: 'Issue key' }).click()
      await page.getByText('it is not known whether the key was made').waitFor()
      await page.getByRole('button', { name: 'Retry' }).click()
      await page.getByText('Key created, secret lost').waitFor()
      assert.equal((await keysNamed('lost twice')).length, 1)
      await page.getByRole('button', { name: 'Revoke', exact: true }).click()
      await dialogOf(page).waitFor({ state: 'detached' })
      assert.equal((await keysNamed('lost twice'))[0]?.status, 'KEY_STATUS_REVOKED')
    },
  )

  acceptance(
    'ISS-7',
    'is filled by a link, says so, and sends nothing by itself',
    () => bench,
    async () => {
      const page = await bench.page({ permissions: ['clipboard-read', 'clipboard-write'] })
      const sent = issuesOf(page)
      await openForm(page, '?name=a&scopes=read:x&ttl=30d')
      await page.getByText('Filled from a link — check before creating').waitFor()
      assert.equal(await nameOf(page).inputValue(), 'a')
      assert.equal(await page.getByLabel('Expiry').inputValue(), '30d')
      await page.getByRole('list', { name: 'Chosen scopes' }).getByText('read:x').waitFor()
      const sentence = await page.getByTestId('key-sentence').textContent()
      assert.match(sentence ?? '', /^a can read:x, from anywhere, until .* \(.*\)\.$/)
      await page.getByText('The same as a call or a link').click()
      await page.getByRole('button', { name: 'Copy link to this form' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const link = new URL(await page.evaluate(() => navigator.clipboard.readText()))
      assert.deepEqual({ ...Object.fromEntries(link.searchParams) }, { name: 'a', scopes: 'read:x', ttl: '30d' })
      await page.goto(link.href)
      await page.getByText('Filled from a link').waitFor()
      await page.waitForLoadState('networkidle')
      assert.deepEqual(sent, [])
      const request = page.waitForRequest(isIssue)
      await issue(page)
      const { request_id: _, ...body } = (await request).postDataJSON()
      assert.deepEqual(body, { name: 'a', ttl: '30d', scopes: ['read:x'] })
      await finish(page)
    },
  )

  acceptance(
    'e.5',
    'what the key could do is tried out before there is one',
    () => bench,
    async () => {
      const page = await bench.page()
      const sent = issuesOf(page)
      await openForm(page, '?name=a&scopes=read:*&ttl=30d&cidrs=10.0.0.0/8')
      await page.getByText('What could this key do?').click()
      await page.getByLabel('Action', { exact: true }).fill('read:orders')
      await page.getByLabel('From address').fill('10.1.2.3')
      const answer = dialogOf(page).getByRole('status')
      await answer.getByText(/Allowed$/).waitFor()
      await page.getByLabel('Action', { exact: true }).fill('write:orders')
      await page.getByLabel('From address').fill('192.0.2.7')
      await page.getByLabel(/^At \(/).fill('2999-01-01T00:00')
      await answer.getByText(/Refused$/).waitFor()
      await answer.getByText('no scope covers write:orders, 192.0.2.7 is not allowed, it has ended by then').waitFor()
      assert.deepEqual(sent, [])
    },
  )

  acceptance(
    'ISS-8',
    'begins anew on the first field after a key was issued, and keeps what was typed when it was closed by accident',
    () => bench,
    async () => {
      const page = await bench.page()
      const open = () => page.getByRole('link', { name: 'Issue new key' }).first().click()
      await page.goto(bench.projectAddress('api-keys/keys'))
      await open()
      await nameOf(page).fill('first')
      await page.getByLabel('Actor').fill('acme')
      await page.keyboard.press('Escape')
      await dialogOf(page).waitFor({ state: 'detached' })
      await open()
      assert.equal(await nameOf(page).inputValue(), 'first')
      await issue(page)
      await finish(page)
      await open()
      await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'name')
      assert.equal(await nameOf(page).inputValue(), '')
      assert.equal(await page.getByLabel('Actor').inputValue(), '')
      await page.keyboard.press('Escape')
      await page.waitForFunction(() => document.activeElement?.textContent === 'Issue new key')
    },
  )
})
