import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench, OWNER } from '../support/console-bench.ts'

let bench: ConsoleBench
let keyId = ''

interface Done {
  readonly event: string
  readonly requestId: string
}
const done: Done[] = []

before(async () => {
  bench = await ConsoleBench.open()
  await bench.ownerCookie()
  keyId = await changeSomething()
})
after(() => bench.close())

const ADMIN = () => `/projects/${bench.server.slug}/v2alpha1/admin`

// biome-ignore lint/suspicious/noExplicitAny: tests assert on what came over the wire, whatever it is
async function change(event: string, method: string, path: string, body?: unknown): Promise<any> {
  const response = await bench.asOwner(method, `${ADMIN()}${path}`, body)
  assert.ok(response.ok, `${event}: ${response.status}`)
  done.push({ event, requestId: response.headers.get('x-request-id') ?? '' })
  const text = await response.text()
  const answer = text === '' ? undefined : JSON.parse(text)
  if (answer?.secret) bench.secrets.push(answer.secret)
  return answer
}

/** The life of a few keys, by the owner. */
async function changeSomething(): Promise<string> {
  const { issued_api_key: key } = await change('api_key.issued', 'POST', '/issuedApiKeys', { name: 'first', actor_id: 'acme' })
  const place = `/issuedApiKeys/${key.key_id}`
  await change('api_key.updated', 'PATCH', `${place}?update_mask=name`, { name: 'renamed' })
  await change('api_key.suspended', 'POST', `${place}:suspend`)
  await change('api_key.resumed', 'POST', `${place}:resume`)
  const { issued_api_key: next } = await change('api_key.rotated', 'POST', `${place}:rotate`, {})
  await change('api_key.revoked', 'POST', `/issuedApiKeys/${next.key_id}:revoke`, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' })
  const raw = 'sk_live_of_the_old_days_4711'
  bench.secrets.push(raw)
  const imported = await change('api_key.imported', 'POST', '/importedApiKeys', { raw_key: raw, name: 'old', actor_id: 'acme' })
  await change('api_key.deleted', 'DELETE', `/importedApiKeys/${imported.key_id}`)
  return key.key_id
}

async function auditPage(query = ''): Promise<Page> {
  const page = await bench.page()
  await page.goto(bench.projectAddress(`audit${query}`))
  await page.locator('tr[data-event]').first().waitFor()
  return page
}

const shownIds = (page: Page): Promise<string[]> =>
  page.locator('tr[data-event]').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['event'] ?? ''))

// biome-ignore lint/suspicious/noExplicitAny: as above
async function eventsOf(filter: string): Promise<any[]> {
  const answer = await bench.server.call('GET', `${ADMIN()}/auditEvents?page_size=1000&filter=${encodeURIComponent(filter)}`)
  return answer.body.audit_events
}

const rowsOf = (page: Page, event: string) => page.locator('tr[data-event]').filter({ hasText: event })

async function save(page: Page, format: 'CSV' | 'JSONL'): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: `Export ${format}` }).click()
  return readFile(await (await download).path(), 'utf8')
}

describe('what happened in a project', () => {
  acceptance(
    'AUD-1',
    'each change stands there once with who made it, from where and what it was; no event, page or file has a secret',
    () => bench,
    async () => {
      const page = await auditPage()
      const all = await eventsOf('')
      for (const { event, requestId } of done) {
        const [found, ...more] = all.filter((one) => one.request_id === requestId && one.event === event)
        assert.deepEqual([found?.event, more.length], [event, 0])
        const row = page.locator(`tr[data-event="${found.id}"]`)
        const text = (await row.textContent()) ?? ''
        assert.ok(text.includes(OWNER.email), text)
        assert.ok(text.includes('127.0.0.1'), text)
      }
      const renamed = rowsOf(page, 'api_key.updated')
      await renamed.getByRole('button', { name: /details of event/ }).click()
      await page.getByRole('row', { name: 'name first renamed' }).waitFor()
      const bodies = [await page.content(), await save(page, 'CSV'), await save(page, 'JSONL')]
      for (const secret of bench.secrets) for (const body of bodies) assert.equal(body.includes(secret), false)
      await page.getByText(/links between the events of this page are unbroken/).waitFor()
      await page.getByText(/audit\.retention/).waitFor()
    },
  )

  acceptance(
    'AUD-2',
    'the events of a key are those that the server gives for the key, whether by its link or by the filter',
    () => bench,
    async () => {
      const expected = (await eventsOf(`target = "${keyId}"`)).map(({ id }) => id)
      assert.ok(expected.length >= 5)
      const byAddress = await auditPage(`?target=${keyId}`)
      assert.deepEqual(await shownIds(byAddress), expected)

      const page = await auditPage()
      await rowsOf(page, 'api_key.updated')
        .getByRole('button', { name: /details of event/ })
        .click()
      await page.getByRole('link', { name: 'All events of this target' }).click()
      await page.waitForURL(new RegExp(`target=${keyId}`))
      await rowsOf(page, 'api_key.deleted').waitFor({ state: 'detached' })
      assert.deepEqual(await shownIds(page), expected)

      await page.goto(bench.projectAddress(`api-keys/keys/${keyId}?tab=activity`))
      await page.getByRole('table', { name: 'Activity' }).waitFor()
      const ofOthers = page.locator('tr[data-event]').filter({ hasText: 'another key of the chain' })
      const ids = await shownIds(page)
      const foreign = await ofOthers.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['event']))
      assert.deepEqual(
        ids.filter((id) => !foreign.includes(id)),
        expected,
      )
      await page.getByRole('link', { name: 'This key in the audit log' }).click()
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
      await page.locator('tr[data-event]').first().waitFor()
      assert.deepEqual(await shownIds(page), expected)
    },
  )

  acceptance(
    'AUD-FILTER',
    'event, actor and time filter through the address, and the exported file has the same events',
    () => bench,
    async () => {
      const page = await auditPage()
      await page.getByLabel('Event', { exact: true }).selectOption('api_key.revoked')
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.waitForURL(/event=api_key\.revoked/)
      await rowsOf(page, 'api_key.issued').waitFor({ state: 'detached' })
      const ids = await shownIds(page)
      assert.deepEqual(
        ids,
        (await eventsOf('event = api_key.revoked')).map(({ id }) => id),
      )
      const lines = (await save(page, 'JSONL')).trim().split('\n')
      assert.deepEqual(
        lines.map((line) => JSON.parse(line).id),
        ids,
      )
      await page.reload()
      await rowsOf(page, 'api_key.revoked').waitFor()
      assert.deepEqual(await shownIds(page), ids)

      const future = new Date(Date.now() + 86_400_000).toISOString()
      await page.goto(bench.projectAddress(`audit?from=${future}`))
      await page.getByText('No event matches').waitFor()
      await page.getByRole('button', { name: 'Clear filter' }).click()
      await rowsOf(page, 'api_key.issued').first().waitFor()
    },
  )

  acceptance(
    'AUD-PAGES',
    'older events are a page of their own with an address; an address that is no longer valid leads to the newest',
    () => bench,
    async () => {
      for (let count = 0; count < 25; count++) {
        await bench.server.call('POST', `${ADMIN()}/issuedApiKeys`, { name: `key ${count}` }).then(({ body }) => {
          bench.secrets.push(body.secret)
        })
      }
      const page = await auditPage('?size=25')
      const first = await shownIds(page)
      await page.getByRole('link', { name: 'Older' }).click()
      await page.waitForURL(/cursor=/)
      await page.getByRole('link', { name: 'Newest' }).waitFor()
      await rowsOf(page, 'api_key.updated').waitFor()
      const second = await shownIds(page)
      assert.deepEqual(
        second.filter((id) => first.includes(id)),
        [],
      )
      await page.goto(bench.projectAddress('audit?size=25&cursor=not-a-cursor'))
      await page.getByText('The page in the address is no longer valid').waitFor()
      await page.locator('tr[data-event]').first().waitFor()
      assert.deepEqual(await shownIds(page), first)
    },
  )
})
