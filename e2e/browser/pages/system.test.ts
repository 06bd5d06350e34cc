import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe } from 'node:test'
import { variableOf } from '@latchkey/server/config/environment'
import { configSchema } from '@latchkey/server/config/schema'
import type { Page } from 'playwright-core'
import { CanaryScan } from '../../proof/support/canary-scan.ts'
import { plantedConfig } from '../../proof/support/canary-server.ts'
import { newWorkspaceKey } from '../../proof/support/control-bench.ts'
import { acceptance } from '../support/acceptance.ts'
import { axeViolations } from '../support/axe.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { invitePerson } from '../support/invited-person.ts'

const scan = new CanaryScan()
let bench: ConsoleBench
let folder: string
let environment: Record<string, string>

/** Every secret setting that `plantedConfig` leaves out, and every secret variable that is no setting. */
function plantedEnvironment(database: string): Record<string, string> {
  const plant = (name: string, secret = randomBytes(30).toString('base64url')): string => {
    scan.plant(name, secret)
    return secret
  }
  return {
    LATCHKEY_DB_DSN: `sqlite://${join(database, `${plant('DSN')}.db`)}`,
    LATCHKEY_SECRETS_MASTER_RETIRED: plant('retired master key'),
    LATCHKEY_CACHE_REDIS_PASSWORD: plant('Redis password'),
    LATCHKEY_CONSOLE_OIDC_ISSUER: 'https://id.example.com',
    LATCHKEY_CONSOLE_OIDC_CLIENT_ID: 'console',
    LATCHKEY_CONSOLE_OIDC_CLIENT_SECRET: plant('OIDC client secret'),
    LATCHKEY_TRACING_ENDPOINT: `https://collector.example.com/v1?token=${plant('token of the collector')}`,
    LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: plant('workspace key', newWorkspaceKey()),
  }
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-system-'))
  environment = plantedEnvironment(folder)
  bench = await ConsoleBench.open({ config: plantedConfig(scan), environment })
})
after(async () => {
  await bench?.close()
  await rm(folder, { recursive: true, force: true })
})

const shows = (id: string, title: string, run: () => Promise<void>): void => acceptance(id, title, () => bench, run)

async function openSystem(): Promise<Page> {
  const page = await bench.page()
  await page.goto(`${bench.address}/system`)
  await page.getByRole('heading', { name: 'Licences' }).waitFor()
  return page
}

const badge = (page: Page, text: string): Promise<void> => page.locator('.badge', { hasText: text }).waitFor()

describe('the page of the server', () => {
  shows('SYS-1', 'gives out a diagnostics file in which no secret setting and no secret variable has its value', async () => {
    const page = await openSystem()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download diagnostics' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^latchkey-diagnostics-[\d-]{19}\.json$/)
    const text = await readFile(await download.path(), 'utf8')
    assert.deepEqual(scan.scan('diagnostics', text), [])
    assert.deepEqual(scan.scan('page', await page.content()), [])
    const diagnostics = JSON.parse(text)
    const secretPaths = configSchema.filter(({ secret }) => secret).map(({ path }) => path)
    const withheld = diagnostics.settings.filter(({ is_secret: isSecret }: { is_secret: boolean }) => isSecret)
    assert.deepEqual(
      withheld.map(({ path, source, value }: Record<string, unknown>) => [path, source !== 'default', value]),
      secretPaths.map((path) => [path, true, undefined]),
    )
    for (const variable of Object.keys(environment)) assert.ok(diagnostics.environment_variables.includes(variable), variable)
    assert.deepEqual(diagnostics.counts, { workspaces: 1, projects: 1, members: 1, api_keys: 0 })
    const tracing = diagnostics.settings.find(({ path }: { path: string }) => variableOf(path) === 'LATCHKEY_TRACING_ENDPOINT')
    assert.equal(tracing.value, 'https://collector.example.com/v1')
    // The search itself finds what is there.
    for (const [name, value] of Object.entries(environment).filter(([name]) => !/ISSUER|CLIENT_ID$/.test(name)))
      assert.equal(scan.scan('control', text.replace('"settings"', JSON.stringify(value))).length, 1, name)
  })

  shows('b.15', 'says what runs here, how its store is and whose work it contains', async () => {
    const page = await openSystem()
    assert.equal(await page.title(), 'System · console')
    const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'))
    for (const text of [`Latchkey ${version}`, process.versions.node, 'As db.dsn says'])
      await page.getByText(text, { exact: true }).first().waitFor()
    for (const text of ['Answers', 'Not encrypted']) await badge(page, text)
    await page.getByText(/^Version \d+, up to date$/).waitFor()
    await page.getByText(bench.server.endpoint, { exact: true }).waitFor()
    await page.getByText(`127.0.0.1:${bench.server.server.operationsPort}/metrics`, { exact: true }).waitFor()
    const rows = page.getByRole('region', { name: 'Packages and their licences' }).getByRole('row')
    for (const name of ['fastify', 'react', 'tailwindcss']) await rows.filter({ hasText: name }).first().waitFor()
    assert.equal(await rows.filter({ hasText: 'unknown' }).count(), 0)
    assert.deepEqual(await axeViolations(page), [])
  })

  shows('b.15', 'is found by keyboard by those who administer the server, and by nobody else', async () => {
    const page = await bench.page()
    await page.goto(bench.projectAddress('home'))
    await page.getByRole('button', { name: /^Account of/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'System' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'System' }).waitFor()
    const other = await (await invitePerson(bench, { email: 'dev@example.com', role: 'developer' })).page()
    await other.goto(`${bench.address}/system`)
    await other.getByText('This page is for administrators of the server').waitFor()
    await other.getByRole('button', { name: /^Account of/ }).click()
    await other.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    assert.equal(await other.getByRole('menuitem', { name: 'System' }).count(), 0)
    const refused = await other.request.get(`${bench.address}/api/system/diagnostics`)
    assert.equal(refused.status(), 403)
  })

  shows('b.15', 'works when the store does not, and says so', async () => {
    const db = new DatabaseSync(new URL(environment['LATCHKEY_DB_DSN'] ?? '').pathname)
    db.exec('ALTER TABLE projects RENAME TO lost_projects')
    try {
      const page = await bench.page()
      await page.goto(`${bench.address}/system`)
      await badge(page, 'Does not answer')
      await page.getByText(/^Version \d+, up to date$/).waitFor()
    } finally {
      db.exec('ALTER TABLE lost_projects RENAME TO projects')
      db.close()
    }
    const page = await bench.page()
    await page.route('**/console/api/system', (route) =>
      route.fulfill({
        status: 503,
        json: {
          error: {
            code: 503,
            id: 'service_unavailable',
            status: 'Service Unavailable',
            reason: 'down',
            message: 'down',
            request: 'r-1',
          },
        },
      }),
    )
    await page.goto(`${bench.address}/system`)
    await badge(page, 'Cannot be reached')
    await page.unroute('**/console/api/system')
    await page.getByRole('button', { name: 'Retry' }).click()
    await badge(page, 'Answers')
  })
})
