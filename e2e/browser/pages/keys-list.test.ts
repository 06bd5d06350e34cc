import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { movableClock } from '../../support/movable-clock.ts'
import { startTestServer } from '../../support/test-server.ts'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

const HOUR_MS = 3_600_000
const clock = movableClock()
let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open({ overrides: { clock } })
  await bench.ownerCookie()
})
after(() => bench.close())

const KEYS = 'api-keys/keys'
const list = (search = ''): string => bench.projectAddress(`${KEYS}${search}`)

interface MadeKey {
  readonly id: string
  readonly secret: string
}

async function issue(name: string, more: Record<string, unknown> = {}): Promise<MadeKey> {
  const { status, body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', { name, ...more })
  assert.equal(status, 201)
  bench.secrets.push(body.secret)
  return { id: body.issued_api_key.key_id, secret: body.secret }
}

const issueMany = async (count: number, prefix: string, more: Record<string, unknown> = {}): Promise<readonly MadeKey[]> => {
  const keys: MadeKey[] = []
  for (let index = 0; index < count; index++) keys.push(await issue(`${prefix}-${index}`, more))
  return keys
}

const revoke = (id: string) => bench.server.call('POST', `/v2alpha1/admin/issuedApiKeys/${id}:revoke`)

/** The ids of the rows, once the list is there and rests. */
async function rowIds(page: Page): Promise<readonly string[]> {
  await page.locator('[data-key-id]').first().waitFor()
  await page.locator('main [aria-busy="true"]').waitFor({ state: 'detached' })
  return page.locator('[data-key-id]').evaluateAll((links) => links.map((link) => link.getAttribute('data-key-id') ?? ''))
}

const openMenu = (page: Page, name: string) => page.getByRole('button', { name: `Actions for ${name}` }).click()

describe('the list of keys', () => {
  acceptance(
    'KEY-8',
    'an empty project shows how to begin; a filter that finds nothing says which one',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(list())
      await page.getByRole('heading', { name: 'Issue your first key' }).waitFor()
      assert.match((await page.locator('pre').textContent()) ?? '', /^curl http.*\n.*\n.*my-first-key/)
      await page.getByRole('link', { name: 'Issue new key' }).last().click()
      await page.getByRole('dialog', { name: 'Issue new key' }).waitFor()
      await issue('first')
      await page.goto(list('?q=zzz&status=SUSPENDED'))
      await page.getByRole('heading', { name: 'No key matches' }).waitFor()
      await page.getByText('Status: Suspended · Name begins with: zzz').waitFor()
      await page.getByRole('link', { name: 'Clear filter' }).click()
      await page.getByRole('link', { name: 'first' }).waitFor()
    },
  )

  acceptance(
    'KEY-2',
    'the address holds tab, view, status and actor: elsewhere it shows the same rows',
    () => bench,
    async () => {
      await issueMany(3, 'soon', { actor_id: 'user "7"', ttl: '2d' })
      await issueMany(2, 'late', { actor_id: 'user "7"', ttl: '90d' })
      await issueMany(2, 'other', { actor_id: 'somebody', ttl: '2d' })
      const page = await bench.page()
      await page.goto(list('?size=25'))
      await page.getByLabel('Status').selectOption('ACTIVE')
      await page.getByRole('link', { name: 'Expiring in 7 days' }).click()
      await page.getByRole('searchbox', { name: 'Search keys' }).fill('actor:user "7"')
      await page.getByRole('searchbox', { name: 'Search keys' }).press('Enter')
      await page.getByRole('link', { name: 'Remove: Actor: user "7"' }).waitFor()
      await page.getByRole('link', { name: 'other-0' }).waitFor({ state: 'detached' })
      const here = await rowIds(page)
      assert.equal(here.length, 3)
      const search = new URL(page.url()).searchParams
      assert.deepEqual(
        ['status', 'view', 'actor', 'size'].map((name) => search.get(name)),
        ['ACTIVE', 'expiring', 'user "7"', '25'],
      )
      const elsewhere = await bench.page()
      await elsewhere.goto(page.url())
      assert.deepEqual(await rowIds(elsewhere), here)
    },
  )

  acceptance(
    'KEY-4',
    'the status "Expired" lists the keys whose time has passed',
    () => bench,
    async () => {
      const { id } = await issue('short-lived', { ttl: '1h' })
      const page = await bench.page()
      await page.clock.install()
      await page.goto(list('?q=short'))
      const row = page.getByRole('row', { name: /short-lived/ })
      await row.getByText('Expires in').waitFor()
      await page.clock.fastForward(2 * HOUR_MS)
      await row.getByText(/Expired$/).waitFor()
      clock.moveBy(2 * HOUR_MS)
      try {
        await page.getByLabel('Status').selectOption('EXPIRED')
        await page.waitForURL(/status=EXPIRED/)
        assert.deepEqual(await rowIds(page), [id])
        await page.getByLabel('Status').selectOption('ACTIVE')
        await page.getByRole('heading', { name: 'No key matches' }).waitFor()
      } finally {
        clock.moveBy(-2 * HOUR_MS)
      }
    },
  )

  acceptance(
    'KEY-5',
    'times are relative; focus shows the local one with its zone, UTC and a copy button; they follow the minute without a request',
    () => bench,
    async () => {
      await issue('timed')
      const page = await bench.page({ timezoneId: 'Europe/Berlin', permissions: ['clipboard-read', 'clipboard-write'] })
      await page.clock.install()
      await page.goto(list('?q=timed&cols=created'))
      const time = page.locator('tbody time')
      await time.waitFor()
      const instant = (await time.getAttribute('datetime')) ?? ''
      assert.match(instant, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      await time.focus()
      await page.getByText(/GMT\+1|CET/).waitFor()
      await page.getByText(/\bUTC$/).waitFor()
      await page.getByRole('button', { name: 'Copy the time' }).click()
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), instant)
      const requests: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      const before = await time.textContent()
      await page.clock.runFor(5 * 60_000)
      assert.notEqual(await time.textContent(), before)
      assert.deepEqual(
        requests.filter((url) => url.includes('ApiKeys')),
        [],
      )
    },
  )

  acceptance(
    'KEY-6',
    'a pasted key is read in the browser: its page opens, the field is empty and no request holds it',
    () => bench,
    async () => {
      const { id, secret } = await issue('pasted')
      const page = await bench.page({ permissions: ['clipboard-read', 'clipboard-write'] })
      const told: string[] = []
      page.on('request', (request) => {
        if (`${request.url()} ${request.postData() ?? ''}`.includes(secret)) told.push(request.url())
      })
      await page.goto(list())
      const field = page.getByRole('searchbox', { name: 'Search keys' })
      await page.evaluate((text) => navigator.clipboard.writeText(text), secret)
      await field.focus()
      await page.keyboard.press('Control+V')
      await page.waitForURL(new RegExp(`/keys/${id}\\b`))
      assert.deepEqual(told, [])
      await page.goBack()
      assert.equal(await field.inputValue(), '')
      await field.fill('sk_live_4eC39HqLyjWDarjtT1zdp7dc')
      await field.press('Enter')
      await page.getByRole('link', { name: 'Check in Playground' }).waitFor()
      assert.equal(await field.inputValue(), '')
      assert.equal(page.url().includes('sk_live'), false)
    },
  )

  acceptance(
    'KEY-7',
    'after a dialog that a row menu opened, and after a select in a dialog, the page takes clicks',
    () => bench,
    async () => {
      await issue('kept')
      const page = await bench.page()
      await page.goto(list('?q=kept'))
      await openMenu(page, 'kept')
      await page.getByRole('menuitem', { name: 'Revoke …' }).click()
      const dialog = page.getByRole('dialog', { name: 'Revoke kept?' })
      await dialog.waitFor()
      assert.equal(await dialog.getByRole('button', { name: 'Revoke key' }).isDisabled(), true)
      await dialog.getByLabel('Reason').selectOption({ label: 'Access withdrawn' })
      await dialog.getByLabel('Note').fill('left')
      await dialog.getByLabel('Reason').press('Space')
      await page.keyboard.press('Escape')
      if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Cancel' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Actions for kept')
      await page.getByRole('searchbox', { name: 'Search keys' }).click()
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'key-search')
    },
  )
})

describe('moving through the list of keys', () => {
  before(() => issueMany(30, 'walk'))

  acceptance(
    'KEY-3',
    'back from a key: the same page, scroll and focus on its row',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(list('?q=walk&size=25'))
      await page.getByRole('link', { name: 'walk-12', exact: true }).scrollIntoViewIfNeeded()
      await page.evaluate(() => scrollTo(0, 400))
      const link = page.getByRole('link', { name: 'walk-12', exact: true })
      const address = page.url()
      const before = await page.evaluate(() => scrollY)
      await link.click()
      await page.waitForURL(/\/keys\/[0-9a-f-]{36}/)
      await page.goBack()
      await page.waitForURL(address)
      await page.waitForFunction(() => document.activeElement?.textContent === 'walk-12')
      await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) <= 4, before)
    },
  )

  acceptance(
    'KEY-9',
    'j and k move, Enter opens, / searches, c issues, ? explains; never while typing, and not when switched off',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(list('?q=walk'))
      const ids = await rowIds(page)
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-key-id'))
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      assert.equal(await focused(), ids[1])
      await page.keyboard.press('k')
      assert.equal(await focused(), ids[0])
      await page.keyboard.press('/')
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'key-search')
      await page.keyboard.type('jkc?')
      assert.equal(await page.getByRole('searchbox').inputValue(), 'walkjkc?')
      assert.equal(await page.getByRole('dialog').count(), 0)
      await page.getByRole('heading', { name: 'Keys' }).click()
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.keyboard.press('c')
      await page.getByRole('dialog', { name: 'Issue new key' }).waitFor()
      await page.goto(list('?q=walk'))
      await rowIds(page)
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.waitForURL(new RegExp(`/keys/${ids[0]}\\b`))
      const quiet = await bench.page({
        initScript: () => {
          if (location.origin !== 'null') localStorage.setItem('latchkey.appearance', JSON.stringify({ shortcuts: false }))
        },
      })
      await quiet.goto(list('?q=walk'))
      await rowIds(quiet)
      for (const key of ['j', '/', 'c', '?']) await quiet.keyboard.press(key)
      assert.equal(await quiet.evaluate(() => document.activeElement?.tagName), 'BODY')
      assert.equal(await quiet.getByRole('dialog').count(), 0)
    },
  )

  acceptance(
    'KEY-10',
    'nothing offers to sort what the server cannot sort, and the one order there is is named',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(list('?q=walk&cols=actor,scopes,status,used,expires,day,created,visibility'))
      await rowIds(page)
      assert.equal(await page.locator('thead button, thead a').count(), 0)
      assert.deepEqual(await page.locator('th[aria-sort]').allTextContents(), ['Created'])
      assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending')
      const created = await page.locator('tbody time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime')))
      assert.ok(created.length >= 30)
    },
  )

  acceptance(
    'KEY-12',
    'the list is a table with headers, and every row menu says whose it is',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(list('?q=walk-1&size=25'))
      const ids = await rowIds(page)
      const table = page.getByRole('table', { name: 'Issued keys' })
      const headers = table.locator('thead th')
      assert.ok((await headers.count()) >= 7)
      assert.equal(await headers.count(), await table.locator('thead th[scope="col"]').count())
      for (let index = 0; index < ids.length; index++) {
        const row = table.locator('tbody tr').nth(index)
        const name = (await row.locator('[data-key-id]').textContent()) ?? ''
        await row.getByRole('button', { name: `Actions for ${name}`, exact: true }).waitFor()
      }
    },
  )

  acceptance(
    'KEY-2',
    'pages go forth and back by cursor; a cursor that is not known leads to the first page, which says so',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(list('?q=walk&size=25'))
      const first = await rowIds(page)
      await page.getByRole('link', { name: 'Next page' }).click()
      await page.getByText('page 2').waitFor()
      const second = await rowIds(page)
      assert.equal(first.length + second.length, 30)
      await page.reload()
      assert.deepEqual(await rowIds(page), second)
      await page.getByRole('link', { name: 'Previous page' }).click()
      await page.getByText('page 1').waitFor()
      assert.deepEqual(await rowIds(page), first)
      await page.goto(list('?q=walk&size=25&cursor=stale'))
      await page.getByText('That page of the list is no longer known').waitFor()
      assert.deepEqual(await rowIds(page), first)
    },
  )
})

describe('many keys at once', () => {
  acceptance(
    'KEY-11',
    'of 30 keys that are revoked together 2 fail: they stay selected and say why',
    () => bench,
    async () => {
      const keys = await issueMany(30, 'gone')
      const page = await bench.page()
      await page.goto(list('?q=gone'))
      await rowIds(page)
      for (const { id } of [keys[3], keys[17]] as MadeKey[]) assert.equal((await revoke(id)).status, 204)
      await page.getByLabel('Select all keys of this page').check()
      await page.getByText('30 keys selected').waitFor()
      await page.getByRole('button', { name: 'Revoke …' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Reason').selectOption({ label: 'Compromised: somebody else may have it' })
      await dialog.getByLabel('Type 30 to confirm').fill('30')
      await dialog.getByRole('button', { name: 'Revoke 30 keys' }).click()
      await dialog.getByText('28 revoked, 2 failed').waitFor()
      assert.equal(await dialog.getByText('conflict').count(), 2)
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await page.getByText('2 keys selected').waitFor()
      for (const name of ['gone-3', 'gone-17']) {
        assert.equal(await page.getByLabel(`Select ${name}`, { exact: true }).isChecked(), true)
        await page
          .getByRole('row', { name: new RegExp(`${name}\\b`) })
          .getByText('conflict')
          .waitFor()
      }
    },
  )
})

describe('a project with very many keys', () => {
  /** The whole measure is for a machine that does nothing else; beside other tests only the order of magnitude is. */
  const full = process.env['LATCHKEY_TEST_FULL'] === '1'
  const [count, patience] = full ? [1_000_000, 1] : [5_000, 10]
  let folder: string
  let large: ConsoleBench

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-many-keys-'))
    const first = await startTestServer({ folder })
    const { projectKey, projectId } = first
    await first.call('POST', '/v2alpha1/admin/issuedApiKeys', { name: 'service 0', actor_id: 'user_0', scopes: ['orders:read'] })
    await first.stop()
    multiplyKeys(join(folder, 'data', 'latchkey.db'), projectId, count)
    large = await ConsoleBench.open({ folder, projectKey })
  })
  after(async () => {
    await large.close()
    await rm(folder, { recursive: true, force: true })
  })

  acceptance(
    'KEY-1',
    'the first page, the next one and twenty of them cost no more than in a small project',
    () => large,
    async () => {
      const shown: number[] = []
      let page = await large.page()
      for (let visit = 0; visit < 3; visit++) {
        if (visit > 0) page = await large.page()
        await page.goto(large.projectAddress(KEYS), { waitUntil: 'commit' })
        shown.push(
          await page
            .waitForFunction(() => document.querySelectorAll('[data-key-id]').length === 50 && performance.now())
            .then((handle) => handle.jsonValue() as Promise<number>),
        )
      }
      const heapBefore = await heapOf(page)
      const turned: number[] = []
      for (let turn = 0; turn < 20; turn++) turned.push(await turnPage(page))
      const grown = (await heapOf(page)) - heapBefore
      await page.goto(large.projectAddress(`${KEYS}?size=200`))
      const rows = (await rowIds(page)).length
      const figures = { count, shown, turned, grownMiB: grown / 2 ** 20, rows }
      if (full) process.stderr.write(`${JSON.stringify(figures)}\n`)
      const text = JSON.stringify(figures)
      assert.ok(Math.min(...shown) < 1500 * patience, text)
      assert.ok((turned.toSorted((a, b) => a - b)[10] ?? 0) < 500 * patience, text)
      assert.ok(grown < 30 * 2 ** 20, text)
      assert.equal(rows, 200)
      assert.equal(await page.locator('tbody tr').count(), 200)
    },
  )
})

/** Milliseconds from the click to the other rows. */
const turnPage = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const first = (): string | null => document.querySelector('[data-key-id]')?.getAttribute('data-key-id') ?? null
    const link = [...document.querySelectorAll('a')].find(({ textContent }) => textContent === 'Next page')
    const before = first()
    const start = performance.now()
    link?.click()
    while (first() === before || first() === null) await new Promise((resolve) => requestAnimationFrame(resolve))
    const took = performance.now() - start
    while ([...document.querySelectorAll('a')].every(({ textContent }) => textContent !== 'Next page'))
      await new Promise((resolve) => requestAnimationFrame(resolve))
    return took
  })

async function heapOf(page: Page): Promise<number> {
  const inspector = await page.context().newCDPSession(page)
  await inspector.send('HeapProfiler.collectGarbage')
  const { usedSize } = await inspector.send('Runtime.getHeapUsage')
  await inspector.detach()
  return usedSize
}

/** Copies the only key until there are `count`, each a little older than the one before; indexes are built at the end. */
function multiplyKeys(file: string, projectId: string, count: number): void {
  const db = new DatabaseSync(file)
  const changed: Readonly<Record<string, string>> = {
    id: `printf('%08x-%04x-4%03x-a%03x-%012x', random() & 4294967295, random() & 65535, n & 4095, random() & 4095, n)`,
    name: `'service ' || n`,
    actor_id: `'user_' || (n % 1000)`,
    created_at: 'created_at - n',
  }
  const columns = db.prepare(`SELECT name FROM pragma_table_info('issued_api_keys')`).all()
  const names = columns.map(({ name }) => String(name))
  const indexes = db
    .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'issued_api_keys' AND sql IS NOT NULL`)
    .all()
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN')
  for (const { name } of indexes) db.exec(`DROP INDEX ${String(name)}`)
  db.prepare(
    `WITH RECURSIVE copies (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM copies WHERE n < ?)
    INSERT INTO issued_api_keys (${names.join(', ')})
    SELECT ${names.map((name) => changed[name] ?? name).join(', ')}
    FROM copies, (SELECT * FROM issued_api_keys WHERE project_id = ? LIMIT 1)`,
  ).run(count - 1, projectId)
  for (const { sql } of indexes) db.exec(String(sql))
  db.prepare('UPDATE projects SET live_keys = ? WHERE id = ?').run(count, projectId)
  db.exec('COMMIT')
  db.close()
}
