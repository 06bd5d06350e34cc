import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, afterEach, before, beforeEach, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually, Receiver } from '../../webhooks/receiver.ts'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { invitePerson } from '../support/invited-person.ts'

let bench: ConsoleBench
let receiver: Receiver

before(async () => {
  bench = await ConsoleBench.open({ config: { webhooks: { allow_private_targets: true, timeout: '500ms' } } })
})
after(() => bench.close())
beforeEach(async () => {
  receiver = await Receiver.start()
})
afterEach(() => receiver.stop())

/** The secret in the answer to what the click does; the dialog must show it byte for byte. */
async function secretAfter(page: Page, button: string): Promise<string> {
  const answer = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().includes('/webhooks'),
  )
  await page.getByRole('button', { name: button, exact: true }).click()
  const { secret } = await (await answer).json()
  bench.secrets.push(secret)
  assert.equal(await page.locator('output').textContent(), secret)
  const dialog = page.getByRole('dialog', { name: 'Copy your secret now' })
  assert.doesNotMatch((await dialog.textContent()) ?? '', /\bkey\b/i)
  await dialog.getByLabel('The secret', { exact: true }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download .env' }).click(),
  ])
  assert.equal(await readFile(await download.path(), 'utf8'), `LATCHKEY_WEBHOOK_SECRET=${secret}\n`)
  await page.getByRole('button', { name: 'Done' }).click()
  await page.locator('output').waitFor({ state: 'detached' })
  assert.equal((await page.content()).includes(secret), false)
  return secret
}

/** Makes a webhook for the receiver by API and opens its page. */
async function openWebhook(): Promise<Page> {
  const answer = await bench.asOwner('POST', `/projects/${bench.server.projectId}/webhooks`, {
    url: receiver.url,
    event_types: ['api_key.issued'],
  })
  const { id, secret } = await answer.json()
  bench.secrets.push(secret)
  receiver.secret = secret
  const page = await bench.page()
  await page.goto(bench.projectAddress(`webhooks/${id}`))
  return page
}

describe('webhooks', () => {
  acceptance(
    'HOOK-1',
    'a webhook is created with events, its secret is shown once, and a test message arrives signed with it',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('webhooks'))
      await page.getByText('No webhooks yet').waitFor()
      await page.getByRole('button', { name: 'Create webhook' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('URL').fill(receiver.url)
      await dialog.getByLabel('All events').uncheck()
      await dialog.getByLabel('api_key.revoked').check()
      receiver.secret = await secretAfter(page, 'Create webhook')
      assert.match(receiver.secret, /^whsec_/)
      const row = page.getByRole('row', { name: /1 event .*Enabled/ })
      await row.getByRole('link', { name: receiver.url }).click()
      await page.getByRole('button', { name: 'Send test message' }).click()
      await page.getByRole('row', { name: /webhook\.test.*Delivered/ }).waitFor()
      assert.deepEqual(
        receiver.received.map(({ type, isGenuine }) => [type, isGenuine]),
        [['webhook.test', true]],
      )
    },
  )

  acceptance(
    'HOOK-2',
    'a rotated secret is shown once, and both sign in the meantime',
    () => bench,
    async () => {
      const page = await openWebhook()
      await page.getByRole('button', { name: 'Rotate secret' }).click()
      const before = receiver.secret
      const fresh = await secretAfter(page, 'Make a new secret')
      assert.notEqual(fresh, before)
      await page.getByText('The one before signs as well until').waitFor()
      for (const secret of [before, fresh]) {
        receiver.secret = secret
        await page.getByRole('button', { name: 'Send test message' }).click()
        await eventually('a message', () => receiver.received.at(-1)?.isGenuine === true)
        receiver.received.length = 0
      }
    },
  )

  acceptance(
    'HOOK-3',
    'what was given up has an address of its own, says why, and arrives when it is replayed',
    () => bench,
    async () => {
      const page = await openWebhook()
      receiver.answer = 410
      await page.getByRole('button', { name: 'Send test message' }).click()
      await page.getByRole('row', { name: /webhook\.test.*Given up.*The receiver answered HTTP 410/ }).waitFor()
      await page.reload()
      await page.getByText('Disabled: the receiver is gone').waitFor()
      receiver.answer = 204
      await page.getByRole('button', { name: 'Enable' }).click()
      await page.getByRole('link', { name: 'Given up' }).click()
      await page.waitForURL(/\?state=dead/)
      await page.getByRole('button', { name: 'Replay all that were given up' }).click()
      await page.getByText('Nothing was given up').waitFor()
      await page.getByRole('link', { name: 'Delivered', exact: true }).click()
      await page.getByRole('row', { name: /webhook\.test.*Delivered/ }).waitFor()
      await page.getByRole('button', { name: /Replay webhook\.test/ }).click()
      await eventually('three requests', () => receiver.received.length === 3)
      assert.equal(new Set(receiver.ids).size, 1)
    },
  )

  acceptance(
    'HOOK-4',
    'a deleted webhook is gone from the list and from the server',
    () => bench,
    async () => {
      const page = await openWebhook()
      await page.getByRole('button', { name: 'Delete webhook' }).click()
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel')
      await page.getByRole('button', { name: 'Delete for ever' }).click()
      await page.waitForURL(/\/webhooks$/)
      await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor()
      assert.equal(await page.getByRole('link', { name: receiver.url }).count(), 0)
      const { webhooks } = await (await bench.asOwner('GET', `/projects/${bench.server.projectId}/webhooks`)).json()
      assert.equal(
        webhooks.some(({ url }: { url: string }) => url === receiver.url),
        false,
      )
    },
  )

  acceptance(
    'HOOK-5',
    'a viewer looks on and is told who may change webhooks',
    () => bench,
    async () => {
      const viewer = await invitePerson(bench, { email: 'viewer@example.com', role: 'viewer' })
      const page = await viewer.page()
      await page.goto(bench.projectAddress('webhooks'))
      await page.getByText('Only owners and developers create and change webhooks.').waitFor()
      await page.getByRole('table').getByRole('link').first().click()
      await page.getByText('Only owners and developers test and change webhooks.').waitFor()
      assert.equal(await page.getByRole('button', { name: /Send|Rotate|Delete/ }).count(), 0)
    },
  )
})
