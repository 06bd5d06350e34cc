import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe } from 'node:test'
import { movableClock } from '../../support/movable-clock.ts'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

const DAY_MS = 86_400_000
const clock = movableClock()
let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open({ overrides: { clock } })
})
after(() => bench.close())

const shows = (id: string, title: string, run: () => Promise<void>): void => acceptance(id, title, () => bench, run)

const issue = async (wanted: Record<string, unknown>) => {
  const { status, body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', { actor_id: 'shop', ...wanted })
  assert.equal(status, 201, JSON.stringify(body))
  bench.secrets.push(body.secret)
  return { id: body.issued_api_key.key_id as string, secret: body.secret as string }
}

const verify = (credential: string) => bench.server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential })

/** The keys called old or idle were made days earlier, the idle one was used then, and those called ever do not expire. */
function growOlder(days: number): void {
  const db = new DatabaseSync(join(bench.server.folder, 'data', 'latchkey.db'))
  for (const table of ['issued_api_keys', 'imported_api_keys'])
    db.prepare(
      `UPDATE ${table} SET created_at = created_at - ?, last_used_at = iif(name = 'idle', created_at - ?, NULL)
      WHERE name = 'idle' OR name LIKE 'old %'`,
    ).run(days * DAY_MS, days * DAY_MS)
  db.exec("UPDATE issued_api_keys SET expires_at = NULL WHERE name LIKE 'ever %'")
  db.close()
}

describe('the checklist', () => {
  shows('HOME-1', 'ticks itself while it is looked at: a key issued in the console, a verification from elsewhere', async () => {
    const page = await bench.page()
    await page.goto(bench.projectAddress('home'))
    await page.getByText('0 of 5 done').waitFor()
    const steps = page.getByRole('region', { name: 'First steps' }).locator('summary')
    assert.equal(await steps.count(), 5)
    await page.getByRole('link', { name: 'Issue a key' }).click()
    await page.getByLabel('Name').fill('ci-deploy')
    const answer = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/issuedApiKeys'),
    )
    await page.getByRole('button', { name: 'Issue key' }).click()
    const { secret } = await (await answer).json()
    bench.secrets.push(secret)
    await page.getByLabel('I have stored it').check()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: 'Home', exact: true }).click()
    await page.getByText('1 of 5 done').waitFor()
    assert.match((await steps.first().textContent()) ?? '', /Issue a key\s*Done/)
    const began = performance.now()
    assert.equal((await verify(secret)).body.is_valid, true)
    await page.getByText('2 of 5 done').waitFor({ timeout: 5_000 })
    assert.ok(performance.now() - began < 5_000)
    await page.getByText('The first verification has arrived').waitFor()
  })

  shows('HOME-1', 'ticks what is done elsewhere, too: a limit, a key for an app, a second owner', async () => {
    const page = await bench.page()
    await page.goto(bench.projectAddress('home'))
    await page.getByText('2 of 5 done').waitFor()
    await issue({ name: 'limited', scopes: ['orders:read'] })
    const token = { name: 'shop backend', permissions: 'read', expires_at: new Date(clock.now() + DAY_MS).toISOString() }
    const made = await (await bench.asOwner('POST', `/projects/${bench.server.projectId}/tokens`, token)).json()
    bench.secrets.push(made.value)
    await page.getByText('4 of 5 done').waitFor()
    const { workspaces } = await (await bench.asOwner('GET', '/workspaces')).json()
    const invited = { email: 'second@example.com', role: 'owner' }
    const { link } = await (await bench.asOwner('POST', `/workspaces/${workspaces[0].id}/invitations`, invited)).json()
    await fetch(`${bench.address}/api/invitations/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: bench.server.endpoint },
      body: JSON.stringify({ token: new URL(link).hash.replace('#token=', ''), password: 'second to nobody here' }),
    })
    await page.getByText('All done.').waitFor()
  })

  shows('HOME-3', 'stays away in every browser once it is dismissed, and comes back when it is asked for', async () => {
    const page = await bench.page()
    await page.goto(bench.projectAddress('home'))
    await page.getByRole('button', { name: 'Dismiss checklist' }).click()
    await page.getByRole('button', { name: 'Show checklist' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Show checklist' }).waitFor()
    const elsewhere = await bench.page()
    await elsewhere.goto(bench.projectAddress('home'))
    await elsewhere.getByRole('button', { name: 'Show checklist' }).waitFor()
    assert.equal(await elsewhere.getByRole('region', { name: 'First steps' }).count(), 0)
    await elsewhere.getByRole('button', { name: 'Show checklist' }).click()
    await elsewhere.getByRole('region', { name: 'First steps' }).waitFor()
    // What the command palette links to.
    await elsewhere.getByRole('button', { name: 'Dismiss checklist' }).click()
    await elsewhere.getByRole('button', { name: 'Show checklist' }).waitFor()
    await elsewhere.goto(bench.projectAddress('home?checklist=show'))
    await elsewhere.getByRole('region', { name: 'First steps' }).waitFor()
    await elsewhere.waitForURL(/\/home$/)
    await page.reload()
    await page.getByRole('region', { name: 'First steps' }).waitFor()
  })
})

describe('what needs attention', () => {
  shows('HOME-2', 'counts exactly the keys that its link lists', async () => {
    const soon = await Promise.all([1, 2].map((day) => issue({ name: `soon ${day}`, ttl: `${day}d` })))
    await issue({ name: 'later', ttl: '30d' })
    const page = await bench.page()
    await page.goto(bench.projectAddress('home'))
    const item = page.getByRole('listitem').filter({ hasText: '2 keys expire within 7 days' })
    const link = item.getByRole('link', { name: 'Show keys' })
    assert.equal(new URL((await link.getAttribute('href')) ?? '', bench.address).search, '?view=expiring')
    await link.click()
    await page.waitForURL(/\/api-keys\/keys\?view=expiring$/)
    await page.locator('[data-key-id]').first().waitFor()
    const listed = await page
      .locator('[data-key-id]')
      .evaluateAll((links) => links.map((each) => each.getAttribute('data-key-id')))
    assert.deepEqual(listed.sort(), soon.map(({ id }) => id).sort())
  })

  shows('HOME-2', 'lists behind every link exactly the keys that it counts', async () => {
    const project = await (await bench.asOwner('POST', '/projects', { name: 'Attentive', environment: 'dev' })).json()
    await bench.asOwner('POST', `/projects/${project.id}/talos/enable`)
    const make = async (collection: string, wanted: Record<string, unknown>): Promise<void> => {
      const path = `/projects/${project.slug}/v2alpha1/admin/${collection}`
      const answer = await bench.asOwner('POST', path, { actor_id: 'shop', ...wanted })
      assert.equal(answer.status, 201)
      const { secret } = await answer.json()
      if (secret !== undefined) bench.secrets.push(secret)
    }
    for (const name of ['idle', 'old a', 'old b', 'old c']) await make('issuedApiKeys', { name, ttl: '300d' })
    await make('importedApiKeys', { name: 'old import', raw_key: 'sk_attentive_1', ttl: '300d' })
    for (const name of ['soon a', 'soon b']) await make('issuedApiKeys', { name, ttl: '2d' })
    for (const name of ['ever a', 'ever b', 'ever c', 'ever d']) await make('issuedApiKeys', { name })
    growOlder(100)
    const page = await bench.page()
    for (const [text, names] of Object.entries({
      '2 keys expire within 7 days': ['soon a', 'soon b'],
      '4 keys never expire': ['ever a', 'ever b', 'ever c', 'ever d'],
      '1 key was not used for 90 days': ['idle'],
      '3 keys of more than 90 days were never used': ['old a', 'old b', 'old c'],
      '1 imported key of more than 90 days was never used': ['old import'],
    })) {
      await page.goto(`${bench.address}/projects/${project.slug}/home`)
      const item = page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem').filter({ hasText: text })
      await item.getByRole('link', { name: 'Show keys' }).click()
      await page.waitForURL(/\/api-keys\/keys\?/)
      await page.locator('[data-key-id]').first().waitFor()
      assert.deepEqual((await page.locator('[data-key-id]').allTextContents()).sort(), names, text)
    }
  })

  shows('b.4', 'says so when nothing does, with the time of the last look', async () => {
    const project = await (await bench.asOwner('POST', '/projects', { name: 'Quiet', environment: 'dev' })).json()
    await bench.asOwner('POST', `/projects/${project.id}/talos/enable`)
    const page = await bench.page()
    await page.goto(`${bench.address}/projects/${project.slug}/home`)
    await page.getByText('Nothing needs you').waitFor()
    await page.getByText('1 of 5 done').waitFor()
  })
})

describe('the last day', () => {
  shows('b.4', 'shows how many verifications there were, how many were good, and what was wrong with the others', async () => {
    const { secret } = await issue({ name: 'busy' })
    await Promise.all([verify(secret), verify(secret), verify('no key of ours')])
    const page = await bench.page()
    const panel = page.getByRole('region', { name: 'Last 24 hours' })
    for (let shown = ''; !shown.includes('75%'); shown = (await panel.textContent()) ?? '') {
      await page.goto(bench.projectAddress('home'))
      await panel.getByText('Verifications', { exact: true }).waitFor()
    }
    assert.match((await panel.textContent()) ?? '', /Verifications4Valid75%Most frequent refusalUnknown key · 1/)
    await page.getByText('25% of the verifications of the last 24 hours were refused').waitFor()
  })
})
