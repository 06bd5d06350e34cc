import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open()
})
after(() => bench.close())

const shows = (id: string, title: string, run: () => Promise<void>): void => acceptance(id, title, () => bench, run)

interface Project {
  readonly id: string
  readonly slug: string
}

/** A project as people have it who made it over the API: without API keys. */
async function makeProject(name: string): Promise<Project> {
  const { workspaces } = await (await bench.asOwner('GET', '/workspaces')).json()
  const wanted = { name, environment: 'dev', workspace_id: workspaces[0].id, talos: false }
  const project = await (await bench.asOwner('POST', '/projects', wanted)).json()
  const { services } = await (await bench.asOwner('GET', `/projects/${project.id}`)).json()
  assert.equal(services.talos.enabled, false)
  return project
}

const addressIn = ({ slug }: Project, path: string): string => `${bench.address}/projects/${slug}/${path}`

/** Every page about API keys that has an address of its own. */
const deepLinks = [
  'home',
  ...['?size=25', '/new', '/import', '/792b4c1a-1a2d-430b-b733-c789a2b7b1fe'].map((rest) => `api-keys/keys${rest}`),
  ...['playground', 'usage'].map((page) => `api-keys/${page}`),
  ...['prefixes', 'lifespans', 'rate-limits', 'cache', 'derived-tokens', 'signing-keys', 'secrets', 'network'].map(
    (topic) => `api-keys/configuration/${topic}`,
  ),
]

describe('a project without API keys', () => {
  shows('ENB-1', 'leads from every page about them to where they are enabled, and back to it afterwards', async () => {
    const project = await makeProject('Old one')
    const page = await bench.page()
    // Loaded once; then each as a link of the console would open it.
    await page.goto(addressIn(project, 'home'))
    await page.waitForURL(/\/api-keys\/enable\?next=/)
    for (const path of deepLinks) {
      await page.evaluate(
        (address) => {
          history.pushState({}, '', address)
          dispatchEvent(new PopStateEvent('popstate', { state: {} }))
        },
        addressIn(project, path),
      )
      const wanted = `/projects/${project.slug}/${path}`
      await page.waitForURL(({ searchParams }) => searchParams.get('next')?.endsWith(wanted) === true)
      assert.match(new URL(page.url()).pathname, /\/api-keys\/enable$/, path)
    }
    await page.goto(addressIn(project, 'api-keys/keys?size=25'))
    await page.getByRole('heading', { level: 1, name: 'Enable API keys' }).waitFor()
    await page.getByText('ory_ak', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Enable API keys' }).click()
    await page.waitForURL(/\/api-keys\/keys\?size=25$/)
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor()
    await page.goto(addressIn(project, 'api-keys/enable'))
    await page.waitForURL(/\/api-keys\/keys$/)
  })

  shows('ENB-2', 'is enabled once by a double click and a second tab, and a reload finds how far it came', async () => {
    const project = await makeProject('Twice')
    const first = await bench.page()
    const second = await first.context().newPage()
    await Promise.all([first, second].map((page) => page.goto(addressIn(project, 'api-keys/keys?size=100'))))
    await first.getByRole('button', { name: 'Enable API keys' }).dblclick()
    await first.waitForURL(/\/api-keys\/keys\?size=100$/)
    // The second tab sees it by itself.
    await second.waitForURL(/\/api-keys\/keys\?size=100$/)
    await first.reload()
    await first.waitForURL(/\/api-keys\/keys\?size=100$/)
    const { revisions } = await (await bench.asOwner('GET', `/projects/${project.id}/revisions`)).json()
    assert.equal(revisions.length, 1)
    const filter = encodeURIComponent('event="project.api_keys_enabled"')
    const path = `/projects/${project.id}/v2alpha1/admin/auditEvents?filter=${filter}`
    const { audit_events: events } = await (await bench.asOwner('GET', path)).json()
    assert.equal(events.length, 1)
  })

  shows('ENB-2', 'shows the reason of a failure and tries again', async () => {
    const project = await makeProject('Failing')
    const page = await bench.page()
    await page.route('**/talos/enable', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify({
          error: { code: 503, id: 'service_unavailable', message: 'storage is away', request: 'request-7' },
        }),
      }),
    )
    await page.goto(addressIn(project, 'api-keys/keys'))
    await page.getByRole('button', { name: 'Enable API keys' }).click()
    await page.getByText('API keys could not be enabled').waitFor()
    await page.getByText('service_unavailable').waitFor()
    await page.unroute('**/talos/enable')
    await page.getByRole('button', { name: 'Retry' }).click()
    await page.waitForURL(/\/api-keys\/keys$/)
  })

  shows('ENB-3', 'shows a viewer the button with the reason why it does nothing', async () => {
    const project = await makeProject('Looked at')
    const { workspaces } = await (await bench.asOwner('GET', '/workspaces')).json()
    const invited = { email: 'viewer@example.com', role: 'viewer' }
    const { link } = await (await bench.asOwner('POST', `/workspaces/${workspaces[0].id}/invitations`, invited)).json()
    const page = await bench.page({ signedIn: false })
    await page.goto(link)
    await page.getByLabel('Password', { exact: true }).fill('a viewer looks on quietly')
    await page.getByRole('button', { name: 'Accept the invitation' }).click()
    await page.waitForURL(/\/home$/)
    await page.goto(addressIn(project, 'api-keys/keys'))
    const button = page.getByRole('button', { name: 'Enable API keys' })
    await page.getByText('An owner or a developer of the project can enable API keys').waitFor()
    assert.equal(await button.isDisabled(), true)
    const reason = await button.getAttribute('aria-describedby')
    assert.match((await page.locator(`[id="${reason}"]`).textContent()) ?? '', /Your role here is to look/)
  })
})
