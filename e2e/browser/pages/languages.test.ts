import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { catalogOf } from '../../../packages/console/messages-plugin.ts'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { allPages } from '../support/console-pages.ts'
import { englishIn, type ShownText, shownTexts } from '../support/shown-texts.ts'

let bench: ConsoleBench
let addresses: readonly string[]

before(async () => {
  bench = await ConsoleBench.open()
  const pages = await allPages(bench)
  const used = await issued('ci-deploy')
  const revoked = await issued('billing')
  await bench.server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential: used.secret })
  await bench.server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential: `${used.secret}x` })
  const reason = { reason: 'REVOCATION_REASON_KEY_COMPROMISE' }
  await bench.server.call('POST', `/v2alpha1/admin/apiKeys/${revoked.key_id}:revoke`, reason)
  const webhook = { url: 'https://hooks.example.com/keys', event_types: ['api_key.issued'] }
  const { id, secret } = await (await bench.asOwner('POST', `/projects/${bench.server.projectId}/webhooks`, webhook)).json()
  bench.secrets.push(secret)
  const more = [`webhooks/${id}`, `api-keys/keys/${revoked.key_id}`, `api-keys/keys/${used.key_id}?do=suspend`]
  addresses = [...pages, ...more.map((path) => bench.projectAddress(path))]
})
after(() => bench.close())

async function issued(name: string): Promise<{ readonly key_id: string; readonly secret: string }> {
  const key = { name, actor_id: 'acme', scopes: ['read'], metadata: { team: 'core' } }
  const { body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', key)
  bench.secrets.push(body.secret)
  return { key_id: body.issued_api_key.key_id, secret: body.secret }
}

/** Goes from page to page as links do, which loads the console once. */
async function walk(page: Page, look: (address: string) => Promise<void>): Promise<void> {
  const neutral = `${bench.address}/account`
  await page.goto(neutral)
  await settled(page)
  for (const address of addresses) {
    // Views of one page have the same title.
    if (address.includes('?') || address.endsWith('/new')) await go(page, neutral)
    await go(page, address)
    if (/\/new|[?&]do=/.test(address)) await page.getByRole('dialog').waitFor()
    await settled(page)
    await look(address)
  }
}

async function go(page: Page, address: string): Promise<void> {
  if (page.url() === address) return
  const before = await page.title()
  await page.evaluate((next) => history.pushState(null, '', next), address)
  await page.waitForFunction((title) => document.title !== title, before)
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"], [role="dialog"] [aria-busy="true"]') === null)
}

const speaking = (language: string): Promise<Page> =>
  bench.page({
    storageState: {
      cookies: [],
      origins: [
        {
          origin: bench.server.endpoint,
          localStorage: [{ name: 'latchkey.appearance', value: JSON.stringify({ language }) }],
        },
      ],
    },
  })

const pathOf = (address: string): string => address.slice(bench.address.length)

describe('every page', () => {
  acceptance(
    'ALL-12',
    'has no text that cannot be translated, and nothing that is cut off from right to left',
    () => bench,
    async () => {
      // This pseudo-language marks every text and is written from right to left.
      const page = await speaking('ar-XB')
      const faults: string[] = []
      await walk(page, async (address) => {
        const plain = (await page.evaluate(shownTexts)).filter(({ text }) => isPlain(text))
        const found = [...plain.map(said), ...(await page.evaluate(cutTexts)).map((text) => `cut off: ${text}`)]
        faults.push(...found.map((text) => `${pathOf(address)}: ${text}`))
      })
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl')
      assert.deepEqual([...new Set(faults)], [])
    },
  )
})

/** What stands in these pages by no will of the console: texts of this test and of the server, codes, numbers with their units. */
const isData = (text: string): boolean =>
  ['ci-deploy', 'billing', 'read', 'First key', 'Default', 'node', 'English', 'Deutsch', 'curl', 'TypeScript', 'CLI'].includes(
    text,
  ) || /^[a-z_]+\.[a-z_*]+$|^\d+ [a-z]+$/.test(text)

const isPlain = (text: string): boolean => /[A-Za-z]{3}/.test(text) && !text.includes('⟦') && !isData(text)

const said = ({ text, attribute }: ShownText): string => (attribute === undefined ? text : `${attribute}: ${text}`)

/** Headings and controls that are wider than their boxes; runs in the page. */
function cutTexts(): string[] {
  return [...document.querySelectorAll<HTMLElement>('button, label, th, h1, h2')]
    .filter(
      (element) =>
        element.checkVisibility() &&
        !element.closest('.sr-only') &&
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).display !== 'inline',
    )
    .map((element) => element.textContent ?? '')
}

describe('the console in German', () => {
  acceptance(
    'c.12 choosing',
    'is chosen in the account, at once and for good, with dates and numbers as Germans write them',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(`${bench.address}/account`)
      const loads: string[] = []
      page.on('load', () => loads.push(page.url()))
      const password = page.getByLabel('Current password', { exact: true })
      await password.waitFor()
      await page.getByLabel('Language', { exact: true }).selectOption('de')
      await page.getByRole('heading', { name: 'Darstellung und Sprache' }).waitFor()
      const language = page.getByLabel('Sprache', { exact: true })
      assert.equal(await language.evaluate((element) => element === document.activeElement), true)
      assert.deepEqual(await spokenBy(page), { lang: 'de', title: 'Konto · Konsole' })
      assert.deepEqual(loads, [], 'the page was not loaded again')
      await page.reload()
      await page.getByRole('heading', { name: 'Darstellung und Sprache' }).waitFor()
      assert.deepEqual(await spokenBy(page), { lang: 'de', title: 'Konto · Konsole' })
      await page.getByRole('link', { name: 'Allgemein' }).click()
      assert.match((await page.locator('dd time').first().textContent()) ?? '', /^\d{1,2}\. \p{L}+\.? \d{4}, \d\d:\d\d:\d\d /u)
      await page.getByRole('link', { name: 'Schlüssel', exact: true }).click()
      await page
        .getByRole('time')
        .filter({ hasText: /^(vor|in) \d+ / })
        .first()
        .waitFor()
      await page.goto(bench.projectAddress('api-keys/keys/new'))
      await page.getByText('Eigene Attribute').click()
      await page.getByText('von 4.096 Byte').waitFor()
    },
  )

  acceptance(
    'c.12 walk',
    'has no text left in English',
    () => bench,
    async () => {
      const isEnglish = englishIn(catalogOf('de'))
      const page = await speaking('de')
      const left: string[] = []
      await walk(page, async (address) => {
        const english = (await page.evaluate(shownTexts)).filter(({ text }) => isEnglish(text))
        left.push(...english.map((text) => `${pathOf(address)}: ${said(text)}`))
      })
      assert.deepEqual([...new Set(left)], [])
    },
  )

  acceptance(
    'c.12 entrance',
    'is what a German browser gets before anybody has chosen',
    () => bench,
    async () => {
      await bench.ownerCookie()
      const isEnglish = englishIn(catalogOf('de'))
      const page = await bench.page({ signedIn: false, locale: 'de-AT' })
      for (const [path, heading] of [
        ['login', 'Anmelden'],
        ['login/recover', 'Wenn Sie sich nicht anmelden können'],
        ['register', 'Konto anlegen'],
        ['accept', 'Einladung annehmen'],
      ] as const) {
        await page.goto(`${bench.address}/${path}`)
        await page.getByRole('heading', { name: heading, exact: true }).first().waitFor()
        const english = (await page.evaluate(shownTexts)).filter(({ text }) => isEnglish(text))
        assert.deepEqual(english.map(said), [], path)
      }
    },
  )
})

const spokenBy = (page: Page): Promise<{ readonly lang: string; readonly title: string }> =>
  page.evaluate(() => ({ lang: document.documentElement.lang, title: document.title }))
