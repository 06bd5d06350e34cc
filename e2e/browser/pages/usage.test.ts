import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

let bench: ConsoleBench

/** Figures are written ten times a second here instead of every ten seconds. */
before(async () => {
  bench = await ConsoleBench.open({ config: { usage: { flush_interval: '100ms' }, rate_limit: { enabled: true } } })
})
after(() => bench.close())

const ADMIN = () => `/projects/${bench.server.slug}/v2alpha1/admin`

async function issue(body: Record<string, unknown>): Promise<{ id: string; secret: string }> {
  const answer = await bench.server.call('POST', `${ADMIN()}/issuedApiKeys`, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  bench.secrets.push(answer.body.secret)
  return { id: answer.body.issued_api_key.key_id, secret: answer.body.secret }
}

async function verify(credential: string, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await bench.server.call('POST', `${ADMIN()}/apiKeys:verify`, { credential })
}

/** 10 valid, 4 expired and 3 rate-limited verifications by two actors. */
async function makeTraffic(): Promise<{ busy: string }> {
  const expired = await issue({ name: 'short-lived', actor_id: 'beta', ttl: '1s' })
  const busy = await issue({ name: 'busy', actor_id: 'acme', rate_limit_policy: { quota: 10, window: '3600s' } })
  await verify(busy.secret, 13)
  await untilExpired(expired.id)
  await verify(expired.secret, 4)
  return { busy: busy.id }
}

async function untilExpired(id: string): Promise<void> {
  for (;;) {
    const { body } = await bench.server.call('GET', `${ADMIN()}/issuedApiKeys/${id}`)
    if (body.status === 'KEY_STATUS_EXPIRED' || Date.parse(body.expire_time) <= Date.now()) return
    await new Promise((resolve) => setTimeout(resolve, Math.max(10, Date.parse(body.expire_time) - Date.now())))
  }
}

const cellsOf = (page: Page, row: string): Promise<string[]> =>
  page
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .getByRole('cell')
    .allTextContents()

const expected = ['10', '3', '4', '0', '17']

const chartOf = (page: Page) => page.getByRole('slider', { name: 'Verifications over time' })

async function pageWithFigures(path: string, options: Parameters<ConsoleBench['page']>[0] = {}): Promise<Page> {
  const page = await bench.page(options)
  await page.goto(bench.projectAddress(`api-keys/usage${path}`))
  return page
}

describe('how often keys were verified', () => {
  acceptance(
    'USG-1',
    'ten valid, four expired and three limited verifications stand in the table within a minute, beside who made them',
    () => bench,
    async () => {
      const page = await pageWithFigures('?view=table&range=1h')
      await page.getByText('No verifications in this time').waitFor()
      assert.match((await page.locator('pre').textContent()) ?? '', /apiKeys:verify/)
      const { busy } = await makeTraffic()
      const whole = page.getByRole('row', { name: /^Whole range/ })
      await whole.waitFor({ timeout: 60_000 })
      await page.getByRole('row', { name: /^Whole range 10 3 4 0 17/ }).waitFor({ timeout: 60_000 })
      assert.deepEqual(await cellsOf(page, 'Whole range'), expected)

      const keys = page.getByRole('region', { name: 'Top keys' })
      const link = keys.getByRole('link', { name: 'busy' })
      assert.match((await link.getAttribute('href')) ?? '', new RegExp(`/api-keys/keys/${busy}$`))
      assert.match((await keys.getByRole('listitem').first().textContent()) ?? '', /busy13/)
      const actors = page.getByRole('region', { name: 'Top actors' })
      assert.match((await actors.getByRole('listitem').first().textContent()) ?? '', /acme13/)
      const reasons = await page.getByRole('region', { name: 'Top rejection reasons' }).getByRole('listitem').allTextContents()
      assert.deepEqual(
        reasons.map((text) => text.replace(/ .*/, '')),
        ['Expired4', 'Rate-limited3'],
      )
      await page.getByText('Last updated').waitFor()

      await page.getByRole('radio', { name: 'Exact codes' }).check()
      await page.getByRole('columnheader', { name: 'Expired' }).waitFor()
      assert.deepEqual(await cellsOf(page, 'Whole range'), ['10', '3', '4', '17'])
    },
  )

  acceptance(
    'USG-2',
    'the arrow keys move a cursor whose figures are told in words, and the table has the same figures',
    () => bench,
    async () => {
      const page = await pageWithFigures('?range=24h')
      const chart = chartOf(page)
      await chart.focus()
      const readout = page.locator('[data-readout]')
      await chart.press('End')
      const last = await chart.getAttribute('aria-valuenow')
      assert.equal(last, await chart.getAttribute('aria-valuemax'))
      assert.equal(await readout.getAttribute('aria-live'), 'polite')
      const told = new Map<string, number>()
      for (let step = 0; step < 24; step++) {
        for (const [, name, count] of ((await readout.textContent()) ?? '').matchAll(/(Valid|Rate-limited|Rejected) (\d+)/g)) {
          told.set(String(name), (told.get(String(name)) ?? 0) + Number(count))
        }
        await chart.press('ArrowLeft')
      }
      assert.deepEqual(Object.fromEntries(told), { Valid: 10, 'Rate-limited': 3, Rejected: 4 })
      assert.equal(await chart.getAttribute('aria-valuenow'), '1')
      assert.match((await readout.textContent()) ?? '', /0 in all/)

      await page.getByRole('radio', { name: 'Table' }).check()
      assert.match(page.url(), /view=table/)
      assert.deepEqual(await cellsOf(page, 'Whole range'), expected)
      await page.reload()
      await page.getByRole('row', { name: /^Whole range/ }).waitFor()

      await page.getByRole('radio', { name: 'Chart' }).check()
      await chart.press('End')
      while (/: 0 in all/.test((await readout.textContent()) ?? '')) await chart.press('ArrowLeft')
      await chart.press('Enter')
      await page.waitForURL(/range=custom/)
      await page.getByText(/by the minute/).waitFor()
    },
  )

  acceptance(
    'USG-3',
    'what is rejected or an error has a pattern, the legend keeps the order of the stack, and a slot that fills is hatched',
    () => bench,
    async () => {
      const page = await pageWithFigures('?range=24h')
      await chartOf(page).waitFor()
      const legend = await page.getByRole('list', { name: 'Outcomes' }).getByRole('listitem').allTextContents()
      assert.deepEqual(legend, ['Valid10', 'Rate-limited3', 'Rejected4', 'Error0'])
      const bars = await chartOf(page)
        .locator('[data-slot]')
        .evaluateAll((groups) =>
          groups.map((group) =>
            [...group.querySelectorAll<SVGElement>('[data-series]')].map(({ dataset, style }) => ({
              id: dataset['series'] ?? '',
              pattern: style.fill.startsWith('url('),
            })),
          ),
        )
      const order = ['valid', 'limited', 'rejected', 'error']
      for (const layers of bars) {
        const places = layers.map(({ id }) => order.indexOf(id))
        assert.deepEqual(places, places.toSorted())
      }
      const patterns = new Map(bars.flat().map(({ id, pattern }) => [id, pattern]))
      assert.deepEqual(Object.fromEntries(patterns), { valid: false, limited: false, rejected: true })
      await chartOf(page).locator('[data-slot="filling"] rect[style*="filling"]').waitFor({ state: 'attached' })
      const box = await chartOf(page).boundingBox()
      assert.ok(box)
      await page.mouse.move(box.x + box.width - 12, box.y + 100)
      assert.match((await page.locator('[data-readout]').textContent()) ?? '', /still filling.*in all/)
    },
  )

  acceptance(
    'USG-4',
    'the switch between local time and UTC changes labels and no figure',
    () => bench,
    async () => {
      const page = await pageWithFigures('?view=table&range=24h', { timezoneId: 'Asia/Kolkata' })
      const rows = page.getByRole('region', { name: 'Verifications over time' }).getByRole('row')
      await rows.nth(1).waitFor()
      const names = (): Promise<string[]> => rows.getByRole('rowheader').allTextContents()
      const local = await names()
      assert.deepEqual(await cellsOf(page, 'Whole range'), expected)
      await page.getByRole('radio', { name: 'UTC' }).check()
      const utc = await names()
      assert.equal(utc.length, local.length)
      assert.notEqual(utc[1], local[1])
      assert.match(utc[1] ?? '', /UTC/)
      assert.deepEqual(await cellsOf(page, 'Whole range'), expected)
    },
  )

  acceptance(
    'USG-CSV',
    'the file has the figures that the page shows',
    () => bench,
    async () => {
      const page = await pageWithFigures('?range=24h')
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export CSV' }).click()
      const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
      const column = (lines[0] ?? '').split(',').indexOf('valid')
      assert.equal(
        lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[column]), 0),
        10,
      )
    },
  )
})
