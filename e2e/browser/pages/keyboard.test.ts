import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { axeViolations } from '../support/axe.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { invitePerson } from '../support/invited-person.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open({ config: { usage: { flush_interval: '1s' }, last_used: { flush_interval: '1s' } } })
})
after(() => bench.close())

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

const settings = {
  actor_id: 'acme',
  scopes: ['read:orders'],
  metadata: { team: 'a' },
  rate_limit_policy: { quota: '600', window: '60s' },
  ip_restriction: { allowed_cidrs: ['127.0.0.0/8'] },
}

async function issue(attributes: Record<string, unknown> = {}): Promise<{ keyId: string; secret: string }> {
  const { body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', { name: 'ci-deploy', ...attributes })
  bench.secrets.push(body.secret)
  return { keyId: body.issued_api_key.key_id, secret: body.secret }
}

const keyOf = async (keyId: string) => (await bench.server.call('GET', `/v2alpha1/admin/issuedApiKeys/${keyId}`)).body

const verify = async (credential: string) =>
  (await bench.server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential }, { 'cache-control': 'no-cache' })).body

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((clip) => navigator.clipboard.writeText(clip), text)
  await page.keyboard.press('Control+v')
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
}

/** What each request of the page held, in its address or its body. */
function recordRequests(page: Page): string[] {
  const sent: string[] = []
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
  return sent
}

const HOME = /\/home$/

describe('the palette', () => {
  acceptance(
    'CMD-1',
    'finds "rev ci", jumps to a pasted id, offers what the person may do, and gives the focus back',
    () => bench,
    async () => {
      const { keyId } = await issue()
      const page = await bench.page(CLIPBOARD)
      await page.goto(bench.projectAddress('home'))
      const opener = page.getByRole('button', { name: 'Find or do …' })
      await opener.focus()
      await openPalette(page)
      const field = page.getByRole('combobox')
      await field.fill('rev ci')
      await page.getByRole('option', { name: 'Revoke ci-deploy…' }).waitFor()
      await page.keyboard.press('Escape')
      await field.waitFor({ state: 'detached' })
      assert.equal(await opener.evaluate((element) => element === document.activeElement), true)
      await openPalette(page)
      await field.fill('rev ci')
      await page.getByRole('option', { name: 'Revoke ci-deploy…' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Revoke ci-deploy' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.goto(bench.projectAddress('home'))
      await opener.waitFor()
      await openPalette(page)
      await paste(page, ` ${keyId.toUpperCase()}\n`)
      await page.waitForURL(new RegExp(`/api-keys/keys/${keyId}\\b`))
      await openPalette(page)
      await field.fill('playg')
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/api-keys\/playground/)
    },
  )

  acceptance(
    'CMD-1',
    'shows a viewer what they may not do, with the reason, and does not do it',
    () => bench,
    async () => {
      const viewer = await invitePerson(bench, { email: 'viewer@example.com', role: 'viewer' })
      const page = await viewer.page()
      await page.goto(bench.projectAddress('home'))
      await page.getByRole('button', { name: 'Find or do …' }).waitFor()
      await openPalette(page)
      await page.getByRole('combobox').fill('rev ci')
      const option = page.getByRole('option', { name: 'Revoke ci-deploy…' })
      await option.getByText('Your role cannot revoke keys').waitFor()
      assert.equal(await option.getAttribute('aria-disabled'), 'true')
      await page.keyboard.press('Enter')
      await option.click({ force: true })
      assert.match(page.url(), HOME)
      assert.equal(await page.getByRole('dialog').filter({ hasText: 'cannot be taken back' }).count(), 0)
    },
  )

  acceptance(
    'HOME-3',
    'brings the checklist back',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('home'))
      await page.getByRole('button', { name: 'Dismiss checklist' }).click()
      await page.getByRole('region', { name: 'First steps' }).waitFor({ state: 'detached' })
      await openPalette(page)
      await page.getByRole('combobox').fill('checkl')
      await page.getByRole('option', { name: 'Show checklist' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('region', { name: 'First steps' }).waitFor()
    },
  )

  acceptance(
    'e.1',
    'reads a pasted key or token in the browser, empties the field and sends nothing of it',
    () => bench,
    async () => {
      const { keyId, secret } = await issue()
      const { body } = await bench.server.call('POST', '/v2alpha1/admin/apiKeys:derive', { credential: secret })
      const token: string = body.token.token
      bench.secrets.push(token)
      const foreign = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
      bench.secrets.push(foreign)
      const page = await bench.page(CLIPBOARD)
      const sent = recordRequests(page)
      const field = page.getByRole('combobox')
      for (const [text, title] of [
        [secret, /^A key, issued .*20\d\d/],
        [token, /^A token, derived .*20\d\d/],
      ] as const) {
        await page.goto(bench.projectAddress('home'))
        await page.getByRole('button', { name: 'Find or do …' }).waitFor()
        await openPalette(page)
        await paste(page, text)
        await page.getByText(title).waitFor()
        assert.equal(await field.inputValue(), '')
        assert.equal((await page.content()).includes(text), false)
        assert.deepEqual(await axeViolations(page), [])
        await page.getByRole('option', { name: 'Open its key' }).waitFor()
        await page.keyboard.press('Enter')
        await page.waitForURL(new RegExp(`/api-keys/keys/${keyId}\\b`))
      }
      await openPalette(page)
      await paste(page, foreign)
      await page.getByText('That looks like a secret').waitFor()
      assert.equal(await field.inputValue(), '')
      await page.getByRole('option', { name: 'Check it in the Playground' }).click()
      await page.waitForURL(/\/playground/)
      for (const text of [secret, token, foreign]) assert.equal(sent.filter((each) => each.includes(text)).length, 0)
    },
  )

  acceptance(
    'e.2',
    'leads from a leaked key to its end, its replacement and a note about it, on one screen and within 20 seconds',
    () => bench,
    async () => {
      const { keyId, secret } = await issue({ name: 'leaky', ttl: '30d', ...settings })
      for (let count = 0; count < 3; count++) assert.equal((await verify(secret)).is_valid, true)
      while ((await keyOf(keyId)).last_used_time === null) await new Promise((resolve) => setTimeout(resolve, 50))
      const page = await bench.page(CLIPBOARD)
      await page.goto(bench.projectAddress('home'))
      await page.getByRole('button', { name: 'Find or do …' }).waitFor()
      const sent = recordRequests(page)
      const begun = Date.now()
      await openPalette(page)
      await paste(page, secret)
      await page.getByRole('option', { name: 'It has leaked: revoke and replace its key…' }).click()
      await page.getByRole('heading', { level: 1, name: 'leaky has leaked' }).waitFor()
      const stop = page.getByRole('region', { name: '1. Stop it' })
      await stop.getByText(/Last used .*3 verifications in 24 hours, 3 in the last hour from 1 address/).waitFor()
      await stop.getByRole('button', { name: 'Revoke as compromised' }).click()
      await stop.getByText('Revoked', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Issue replacement' }).click()
      const dialog = page.getByRole('dialog', { name: 'Copy your key now' })
      const replacement = (await dialog.locator('output').textContent()) ?? ''
      bench.secrets.push(replacement)
      await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
      await dialog.getByRole('button', { name: 'Done' }).click()
      await dialog.waitFor({ state: 'detached' })
      const tell = page.getByRole('region', { name: '3. Tell the others' })
      await tell.getByText('Replaced by: nothing yet').waitFor({ state: 'detached' })
      await tell.getByRole('button', { name: 'Copy incident note' }).click()
      await tell.getByRole('button', { name: 'Copied' }).waitFor()
      assert.ok(Date.now() - begun < 20_000)
      const isOneScreen = await tell.evaluate((panel) => panel.getBoundingClientRect().bottom <= innerHeight)
      assert.ok(isOneScreen, 'all three steps are in sight at 1280 by 800')

      assert.deepEqual(await axeViolations(page), [])
      await page.setViewportSize({ width: 320, height: 640 })
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
      const old = await keyOf(keyId)
      assert.deepEqual([old.status, old.revocation_reason], ['KEY_STATUS_REVOKED', 'REVOCATION_REASON_KEY_COMPROMISE'])
      assert.equal((await verify(secret)).error_code, 'VERIFICATION_ERROR_REVOKED')
      const { key_id: newId, is_valid: works } = await verify(replacement)
      assert.equal(works, true)
      const { name, actor_id, scopes, metadata, rate_limit_policy, ip_restriction, expire_time } = await keyOf(newId)
      assert.deepEqual({ name, actor_id, scopes, metadata, ip_restriction }, { name: 'leaky', ...without(settings) })
      assert.deepEqual([rate_limit_policy.quota, rate_limit_policy.window], ['600', '60s'])
      assert.ok(Math.abs(Date.parse(expire_time) - Date.parse(old.expire_time)) < 60_000)
      const note = await page.evaluate(() => navigator.clipboard.readText())
      assert.match(note, new RegExp(`^API key compromised\nKey: leaky \\(${keyId}\\)\n`))
      assert.match(
        note,
        /\nVerifications in 24 hours: 3, 3 of them valid\nAddresses in 24 hours: 127\.0\.0\.1 \(3\)\nRevoked: 20/,
      )
      assert.match(note, new RegExp(`\nReplaced by: ${newId}\n`))
      for (const each of [secret, replacement]) {
        assert.equal(note.includes(each), false)
        assert.equal(sent.filter((request) => request.includes(each)).length, 0)
      }
    },
  )
})

/** The settings that come back as they were sent. */
const without = ({ rate_limit_policy, ...rest }: typeof settings) => rest

describe('single keys', () => {
  acceptance(
    'KEY-9',
    'list themselves on every page, and lead to the pages',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('home'))
      await page.getByRole('button', { name: 'Find or do …' }).waitFor()
      await page.keyboard.press('?')
      const dialog = page.getByRole('dialog', { name: 'Keyboard' })
      for (const keys of ['g k', 'c', '/', '.']) await dialog.locator('kbd').getByText(keys, { exact: true }).waitFor()
      assert.deepEqual(await axeViolations(page), [])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      const places = { k: 'api-keys/keys', p: 'api-keys/playground', u: 'api-keys/usage', a: 'audit', s: 'settings/api-keys' }
      for (const [key, path] of Object.entries(places)) {
        await page.keyboard.press('g')
        await page.keyboard.press(key)
        await page.waitForURL(new RegExp(`/${path}`))
      }
    },
  )

  acceptance(
    'e.15',
    'the point masks every id, person and address, after a reload too, and nothing once shortcuts are switched off',
    () => bench,
    async () => {
      const { keyId, secret } = await issue({ name: 'shown', actor_id: 'customer-of-ours' })
      await verify(secret)
      const page = await bench.page()
      await page.goto(bench.projectAddress('home'))
      await page.getByRole('button', { name: 'Find or do …' }).waitFor()
      await page.keyboard.press('.')
      await page.getByText('Presentation mode: ids, people, addresses').waitFor()
      const told = ['customer-of-ours', keyId, keyId.slice(0, 8), '127.0.0.1', 'owner@example.com']
      const places = ['api-keys/keys', `api-keys/keys/${keyId}`, `api-keys/keys/${keyId}?tab=activity`, 'api-keys/usage', 'audit']
      for (const place of [...places, 'settings/members']) {
        await page.goto(bench.projectAddress(place))
        await page.locator('h1').waitFor()
        await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null)
        assert.deepEqual(await page.evaluate(textsInTheOpen, told), [], place)
      }
      assert.match(
        await page
          .locator('[data-private]')
          .first()
          .evaluate((each) => getComputedStyle(each).filter),
        /^blur/,
      )
      await page.keyboard.press('.')
      await page.getByText('Presentation mode has ended.').waitFor()
      await page.goto(`${bench.address}/account`)
      await page.getByLabel('Single-letter shortcuts').uncheck()
      await page.locator('h1').click()
      for (const key of ['.', '?']) await page.keyboard.press(key)
      assert.equal(await page.locator('html').getAttribute('data-presentation'), null)
      assert.equal(await page.getByRole('dialog').count(), 0)
    },
  )
})

/** Texts that hold one of `told` and are not masked; runs in the page. */
function textsInTheOpen(told: readonly string[]): readonly string[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const open: string[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent ?? ''
    const element = node.parentElement
    const isSeen = element?.checkVisibility() === true && element.closest('[data-private], script, style, .sr-only') === null
    if (isSeen && told.some((each) => text.includes(each))) open.push(text.trim().slice(0, 120))
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('input, textarea, option')) {
    if (told.some((each) => field.value.includes(each)) && field.closest('[data-private]') === null) open.push(field.value)
  }
  return open
}
