import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from './support/acceptance.ts'
import { ConsoleBench } from './support/console-bench.ts'
import { type InvitedPerson, invitePerson } from './support/invited-person.ts'

let bench: ConsoleBench
let viewer: InvitedPerson

before(async () => {
  bench = await ConsoleBench.open()
  viewer = await invitePerson(bench, { email: 'viewer@example.com', role: 'viewer' })
})
after(() => bench.close())

const open = async (path: string): Promise<Page> => {
  const page = await bench.page()
  await page.goto(bench.projectAddress(path))
  return page
}

/** Presses the button and resolves to the secret in the answer, which the dialog must show byte for byte. */
async function createdSecret(page: Page, path: string, button: string): Promise<string> {
  const answer = page.waitForResponse(
    (response) => response.request().method() === 'POST' && new URL(response.url()).pathname.endsWith(path),
  )
  await page.getByRole('button', { name: button, exact: true }).click()
  const { value } = await (await answer).json()
  bench.secrets.push(value)
  assert.equal(await page.locator('output').textContent(), value)
  await page.getByLabel('I have stored it').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.locator('output').waitFor({ state: 'detached' })
  assert.equal((await page.content()).includes(value), false)
  return value
}

const statusWith = async (key: string, path = '/v2alpha1/admin/issuedApiKeys'): Promise<number> =>
  (await fetch(bench.server.endpoint + path, { headers: { authorization: `Bearer ${key}` } })).status

describe('project API keys', () => {
  acceptance(
    'PAT-1',
    'a new key is shown once, opens the API, and is refused after it is deleted',
    () => bench,
    async () => {
      const page = await open('settings/api-keys')
      const opener = page.getByRole('button', { name: 'Create project API key' })
      await opener.click()
      await page.getByLabel('Name').fill('billing-service')
      await page.getByRole('button', { name: 'Create API key' }).click()
      await page.getByText('Choose when it ends, in the future.').waitFor()
      await page.getByLabel('Expiry').selectOption({ label: '30 days' })
      const secret = await createdSecret(page, '/tokens', 'Create API key')
      assert.match(secret, /^ory_pat_/)
      await page.waitForFunction(() => document.activeElement?.textContent === 'Create project API key')
      assert.equal(await statusWith(secret), 200)
      const row = page.getByRole('row', { name: /billing-service/ })
      assert.match((await row.textContent()) ?? '', new RegExp(`ory_pat_…${secret.slice(-4)}.*Full access.*in \\d+ days`))
      await page.getByRole('button', { name: 'Delete billing-service' }).click()
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel')
      await page.getByRole('button', { name: 'Delete API key' }).click()
      await row.waitFor({ state: 'detached' })
      assert.equal(await statusWith(secret), 401)
    },
  )

  acceptance(
    'PAT-1b',
    'a key holds exactly the permissions that were chosen, and no expiry is flagged',
    () => bench,
    async () => {
      const page = await open('settings/api-keys')
      await page.getByRole('button', { name: 'Create project API key' }).click()
      await page.getByLabel('Name').fill('auditor')
      await page.getByLabel('Expiry').selectOption({ label: 'No expiry' })
      await page.getByText('It works until somebody deletes it.').waitFor()
      await page.getByLabel('Permissions', { exact: true }).selectOption({ label: 'Custom' })
      await page.getByLabel('audit:read').check()
      const secret = await createdSecret(page, '/tokens', 'Create API key')
      assert.equal(await statusWith(secret), 403)
      assert.equal(await statusWith(secret, '/v2alpha1/admin/auditEvents'), 200)
      const row = page.getByRole('row', { name: /auditor/ })
      await row.getByText('Never expires').waitFor()
      await row.getByText('audit:read').waitFor()
    },
  )

  acceptance(
    'PAT-2',
    'a member without the right sees the list, no button to create, and why',
    () => bench,
    async () => {
      const page = await viewer.page()
      await page.goto(bench.projectAddress('settings/api-keys'))
      await page.getByText('Only owners and developers create and delete project API keys').waitFor()
      await page.getByRole('table').waitFor()
      assert.equal(await page.getByRole('button', { name: /Create|Delete/ }).count(), 0)
    },
  )

  acceptance(
    'PAT-3',
    'the banner leads to Keys, which is another page by its heading',
    () => bench,
    async () => {
      const page = await open('settings/api-keys')
      const heading = await page.locator('h1').textContent()
      await page.getByRole('link', { name: 'API Keys → Keys' }).click()
      await page.waitForURL(/\/api-keys\/keys$/)
      await page.getByRole('heading', { level: 1, name: 'Keys', exact: true }).waitFor()
      assert.notEqual(await page.locator('h1').textContent(), heading)
    },
  )
})
