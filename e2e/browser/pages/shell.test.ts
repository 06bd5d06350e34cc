import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { visit } from '../support/tour.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open()
  const key = { name: 'ci-deploy', actor_id: 'acme', scopes: ['read'] }
  const { body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', key)
  bench.secrets.push(body.secret)
})
after(() => bench.close())

describe('around every page', () => {
  acceptance(
    'ALL-9',
    'shows the shape of what loads, and never an empty state first',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.route('**/v2alpha1/**', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 2000))
        await route.continue()
      })
      await page.goto(bench.projectAddress('api-keys/keys'))
      await page.locator('[aria-busy="true"] .skeleton').first().waitFor()
      assert.equal(await page.getByText('Issue your first key').count(), 0)
      await page.getByText('ci-deploy').first().waitFor()
      assert.equal(await page.locator('[aria-busy="true"] .skeleton').count(), 0)
    },
  )

  acceptance(
    'ALL-10',
    'says what is wrong when the API is down, and goes on with Retry',
    () => bench,
    async () => {
      const page = await bench.page()
      let isDown = true
      await page.route('**/v2alpha1/**', (route) =>
        isDown
          ? route.fulfill({
              status: 503,
              contentType: 'application/json',
              headers: { 'x-request-id': 'request-7' },
              body: JSON.stringify({
                error: { code: 503, id: 'service_unavailable', message: 'The service is not available', request: 'request-7' },
              }),
            })
          : route.continue(),
      )
      await page.goto(bench.projectAddress('api-keys/keys'))
      const panel = page.getByRole('alert')
      await panel.getByText('service_unavailable').waitFor()
      await panel.getByText('request-7').waitFor()
      await page.getByRole('link', { name: 'Home', exact: true }).click()
      await page.getByRole('link', { name: 'Keys', exact: true }).click()
      await panel.getByText('service_unavailable').waitFor()
      isDown = false
      await panel.getByRole('button', { name: 'Retry' }).click()
      await page.getByText('ci-deploy').first().waitFor()
    },
  )

  acceptance(
    'ALL-11',
    'asks to sign in over the page, keeps what was typed and repeats the call once',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('api-keys/keys/new'))
      await page.getByLabel('Name').fill('typed before')
      await page.context().clearCookies()
      const answers: number[] = []
      page.on('response', (response) => {
        if (response.request().method() === 'POST' && response.url().endsWith('/issuedApiKeys')) answers.push(response.status())
      })
      await page.getByRole('button', { name: 'Issue key' }).click()
      const dialog = page.getByRole('dialog', { name: 'Sign in again' })
      await dialog.getByLabel('Password', { exact: true }).fill('a long enough pass phrase')
      await dialog.getByRole('button', { name: 'Sign in' }).click()
      const secret = await page.locator('output').first().textContent()
      bench.secrets.push(secret ?? '')
      assert.deepEqual(answers, [401, 201])
    },
  )

  acceptance(
    'NAV-1',
    'that does not exist says so, inside of the shell',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('api-keys/keyz'))
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
    },
  )

  acceptance(
    'ACC-1',
    'is in the chosen theme before anything is painted',
    () => bench,
    async () => {
      const page = await bench.page({ colorScheme: 'light' })
      await visit(page, `${bench.address}/account`)
      await page.getByLabel('Theme').selectOption('dark')
      await page.goto(`${bench.address}/account`, { waitUntil: 'commit' })
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark')
      const beforeTheApp = await page.evaluate(() => {
        const script = document.querySelector('script[src$="before-paint.js"]')
        return script !== null && !script.hasAttribute('async') && !script.hasAttribute('defer')
      })
      assert.equal(beforeTheApp, true)
    },
  )
})
