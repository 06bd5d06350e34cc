import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { type InvitedPerson, invitePerson, workspaceOf } from '../support/invited-person.ts'

let bench: ConsoleBench
let viewer: InvitedPerson

before(async () => {
  bench = await ConsoleBench.open({ config: { plans: [{ name: 'default', api_keys_max: 5, projects_max: 10 }] } })
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
      await page.getByRole('textbox', { name: 'Name' }).fill('billing-service')
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
      await page.getByRole('textbox', { name: 'Name' }).fill('auditor')
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

describe('general settings', () => {
  acceptance(
    'GEN-1',
    'the project is renamed under its revision, suspended and resumed, and each change of settings is listed',
    () => bench,
    async () => {
      const page = await open('settings/general')
      await page.getByText(bench.server.projectId).waitFor()
      await page.getByRole('textbox', { name: 'Name' }).fill('Renamed')
      await page.getByRole('button', { name: 'Rename' }).click()
      await page.getByRole('row', { name: /^2 / }).waitFor()
      await page.getByRole('button', { name: 'Suspend project' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend project' }).click()
      await page.getByText(/^.?Suspended$/).waitFor()
      assert.notEqual(await statusWith(bench.server.projectKey), 200)
      await page.getByRole('button', { name: 'Resume project' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Resume project' }).click()
      await page.getByText(/^.?Running$/).waitFor()
      assert.equal(await statusWith(bench.server.projectKey), 200)
      const { name } = await (await bench.asOwner('GET', `/projects/${bench.server.projectId}`)).json()
      assert.equal(name, 'Renamed')
    },
  )

  acceptance(
    'GEN-2',
    'a project is deleted only after its name is typed',
    () => bench,
    async () => {
      const made = await bench.asOwner('POST', '/projects', { name: 'Short-lived', environment: 'dev' })
      const { slug } = await made.json()
      const page = await bench.page()
      await page.goto(`${bench.address}/projects/${slug}/settings/general`)
      await page.getByRole('button', { name: 'Delete project' }).click()
      const sure = page.getByRole('button', { name: 'Delete project for ever' })
      await page.getByLabel('Type Short-lived to confirm').fill('Short')
      assert.equal(await sure.isDisabled(), true)
      await page.getByLabel('Type Short-lived to confirm').fill('Short-lived')
      await sure.click()
      await page.waitForURL((url) => url.pathname.endsWith(`/projects/${bench.server.slug}/home`))
      assert.equal((await bench.asOwner('GET', `/projects/${slug}`)).status, 404)
    },
  )

  acceptance(
    'GEN-3',
    'a viewer is told who may change the project',
    () => bench,
    async () => {
      const page = await viewer.page()
      await page.goto(bench.projectAddress('settings/general'))
      await page.getByText('Only owners delete a project.').waitFor()
      await page.getByText('Only owners suspend and resume a project.').waitFor()
      assert.equal(await page.getByRole('textbox', { name: 'Name' }).isDisabled(), true)
      assert.equal(await page.getByRole('button', { name: 'Delete project' }).isDisabled(), true)
    },
  )
})

describe('members', () => {
  acceptance(
    'MEM-1',
    'the last owner can be neither removed nor demoted, and the reason is on the page',
    () => bench,
    async () => {
      const page = await open('settings/members')
      const row = page.getByRole('row', { name: /owner@example\.com/ })
      await row.getByText('The last owner stays. Make somebody else an owner of the workspace first.').waitFor()
      assert.equal(await row.getByRole('button', { name: 'Remove owner@example.com' }).isDisabled(), true)
      assert.equal(await row.getByRole('button', { name: 'Change role of owner@example.com' }).isDisabled(), true)
      await page.getByRole('button', { name: 'Change role of viewer@example.com' }).click()
      await page.getByLabel('Role', { exact: true }).selectOption('owner')
      await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click()
      await row.getByText('The last owner stays.').waitFor({ state: 'detached' })
      assert.equal(await row.getByRole('button', { name: 'Remove owner@example.com' }).isDisabled(), false)
      await page.getByRole('button', { name: 'Change role of viewer@example.com' }).click()
      await page.getByLabel('Role', { exact: true }).selectOption('viewer')
      await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click()
      await row.getByText('The last owner stays.').waitFor()
    },
  )

  acceptance(
    'MEM-2',
    'a person is invited by a link that is shown once, accepts, and is removed again',
    () => bench,
    async () => {
      const page = await open('settings/members')
      await page.getByRole('button', { name: 'Invite' }).click()
      await page.getByLabel('Email').fill('new@example.com')
      await page.getByLabel('Role', { exact: true }).selectOption('viewer')
      await page.getByLabel('For', { exact: true }).selectOption({ index: 1 })
      await page.getByRole('button', { name: 'Make invitation link' }).click()
      const link = (await page.locator('output').textContent()) ?? ''
      const token = new URL(link).hash.replace('#token=', '')
      assert.match(token, /^[\w-]{20,}$/)
      bench.secrets.push(token)
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('row', { name: /new@example\.com.*Viewer/ }).waitFor()
      assert.equal((await page.content()).includes(token), false)
      const accepted = await fetch(`${bench.address}/api/invitations/accept`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: bench.server.endpoint },
        body: JSON.stringify({ token, password: 'another long pass phrase' }),
      })
      assert.equal(accepted.status, 200)
      await page.reload()
      await page.getByRole('row', { name: /new@example\.com.*Viewer.*This project/ }).waitFor()
      await page.getByRole('button', { name: 'Remove new@example.com' }).click()
      await page.getByRole('button', { name: 'Remove member' }).click()
      await page.getByRole('row', { name: /new@example\.com/ }).waitFor({ state: 'detached' })
    },
  )
})

describe('limits', () => {
  acceptance(
    'PLN-1',
    'there is a banner at 80 % and a panel at 100 %, and no way to a price',
    () => bench,
    async () => {
      const issue = (name: string, ttl = '1d') => bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', { name, ttl })
      const page = await open('settings/plan')
      await page.getByText('0 of 5').waitFor()
      assert.equal(await page.getByText(/nearly all the keys/).count(), 0)
      assert.equal((await issue('a', '1s')).status, 201)
      const firstEndsAt = Date.now() + 1100
      for (const name of ['b', 'c', 'd']) assert.equal((await issue(name)).status, 201)
      await page.reload()
      await page.getByText('This project has nearly all the keys that the plan allows: 80%').waitFor()
      assert.equal((await issue('e')).status, 201)
      assert.equal((await issue('f')).status, 402)
      await delay(firstEndsAt - Date.now())
      await page.reload()
      const full = page.getByRole('region', { name: 'This project has all the keys that the plan allows' })
      await full.getByRole('link', { name: 'Look at expired keys' }).waitFor()
      assert.equal(await page.getByRole('meter', { name: 'Keys of this project' }).getAttribute('aria-valuenow'), '5')
      assert.doesNotMatch(await page.content(), /pric(e|ing)|upgrade|billing|checkout/i)
      for (const link of await page.getByRole('link').all()) {
        assert.doesNotMatch((await link.getAttribute('href')) ?? '', /^https?:/)
      }
      await full.getByText('1 of these is expired: revoke it to free a place.').waitFor()
      await full.getByRole('button', { name: 'Revoke the expired key' }).click()
      await page.getByText('4 of 5').waitFor()
      assert.equal((await issue('f')).status, 201)
    },
  )
})

describe('the workspace', () => {
  acceptance(
    'WSP-1',
    'a project is created and opened, and stands in the list',
    () => bench,
    async () => {
      const page = await bench.page()
      const address = `${bench.address}/workspaces/${await workspaceOf(bench)}`
      await page.goto(address)
      await page.getByRole('button', { name: 'Create project' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('Second shop')
      await page.getByLabel('Environment').selectOption({ label: 'Staging' })
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.waitForURL(/\/home$/)
      assert.equal(page.url().includes(bench.server.slug), false)
      await page.goto(address)
      await page.getByRole('row', { name: /Second shop.*Staging.*Running/ }).waitFor()
    },
  )

  acceptance(
    'WSP-2',
    'a workspace API key is shown once, opens the control plane, and is refused after it is deleted',
    () => bench,
    async () => {
      const page = await bench.page()
      const id = await workspaceOf(bench)
      await page.goto(`${bench.address}/workspaces/${id}`)
      await page.getByRole('button', { name: 'Create workspace API key' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('terraform')
      await page.getByLabel('Expiry').selectOption({ label: '90 days' })
      const secret = await createdSecret(page, '/tokens', 'Create API key')
      assert.match(secret, /^ory_wak_/)
      assert.equal(await statusWith(secret, `/workspaces/${id}/projects`), 200)
      await page.getByRole('button', { name: 'Delete terraform' }).click()
      await page.getByRole('button', { name: 'Delete API key' }).click()
      await page.getByText('No workspace API keys yet').waitFor()
      assert.equal(await statusWith(secret, `/workspaces/${id}/projects`), 401)
    },
  )

  acceptance(
    'WSP-3',
    'a member of one project is told that the workspace is not theirs to see',
    () => bench,
    async () => {
      const { projectId } = bench.server
      const person = await invitePerson(bench, { email: 'one@example.com', role: 'owner', project_id: projectId })
      const page = await person.page()
      await page.goto(`${bench.address}/workspaces/${await workspaceOf(bench)}`)
      await page.getByText('There is no such workspace for you').waitFor()
      await page.goto(bench.projectAddress('settings/plan'))
      await page.getByText('Only members of the workspace see its limits').waitFor()
    },
  )
})

describe('on a narrow screen', () => {
  acceptance(
    'ALL-7',
    'no page of the settings scrolls sideways at 320 px',
    () => bench,
    async () => {
      const page = await bench.page({ viewport: { width: 320, height: 700 } })
      const paths = ['api-keys', 'general', 'members', 'plan'].map((path) => bench.projectAddress(`settings/${path}`))
      for (const address of [...paths, `${bench.address}/workspaces/${await workspaceOf(bench)}`]) {
        await page.goto(address)
        await page.locator('main section').first().waitFor()
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, address)
      }
    },
  )
})
