import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from './support/acceptance.ts'
import { ConsoleBench, OWNER } from './support/console-bench.ts'

let bench: ConsoleBench
let token = ''

before(async () => {
  bench = await ConsoleBench.open({ config: { console: { registration: 'open' } } })
  token = new URL(bench.setupLink).hash.replace('#token=', '')
})
after(() => bench.close())

const shows = (id: string, title: string, run: () => Promise<void>): void => acceptance(id, title, () => bench, run)

/** Types into the two fields that every entrance has, and goes on. */
async function enter(
  page: Page,
  button: string,
  { email, password }: { email: string; password: string } = OWNER,
): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: button }).click()
}

describe('a server without an account', () => {
  shows('SET-1', 'sends everybody to the setup, which nobody can submit without the link', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(bench.address)
    await page.waitForURL(/\/console\/setup$/)
    await page.getByText('latchkey console setup-link', { exact: true }).waitFor()
    await page.getByText('docker logs latchkey').waitFor()
    await page.getByText(bench.server.endpoint).waitFor()
    assert.equal(await page.locator('form, input').count(), 0)
    await page.goto(bench.projectAddress('home'))
    await page.waitForURL(/\/console\/setup$/)
  })

  shows(
    'SET-7',
    'says what a password must be before it is typed, lets it be seen and pasted, and says why it is refused',
    async () => {
      const page = await bench.page({ signedIn: false })
      await page.goto(bench.setupLink)
      const field = page.getByLabel('Password', { exact: true })
      await field.waitFor()
      await page.getByText('At least 12 characters').waitFor()
      assert.equal(await field.getAttribute('autocomplete'), 'new-password')
      await field.focus()
      await page.evaluate(() => {
        const pasted = new DataTransfer()
        pasted.setData('text/plain', 'x')
        const event = new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true })
        if (!document.activeElement?.dispatchEvent(event)) throw new Error('pasting was forbidden')
      })
      await page.getByRole('button', { name: 'Show password' }).click()
      assert.equal(await field.getAttribute('type'), 'text')
      await page.getByRole('button', { name: 'Hide password' }).click()
      assert.equal(await field.getAttribute('type'), 'password')
      await enter(page, 'Create account', { ...OWNER, password: 'Password1234' })
      await page.getByText('most commonly used passwords').waitFor()
      assert.equal(await field.getAttribute('aria-invalid'), 'true')
      assert.equal(await field.evaluate((input) => input === document.activeElement), true)
    },
  )

  shows(
    'SET-3',
    'is set up by one of two browsers at once; the other is shown the way to sign in (SET-5: the token is in no request)',
    async () => {
      const pages = await Promise.all([bench.page({ signedIn: false }), bench.page({ signedIn: false })])
      const requested: string[] = []
      for (const page of pages) {
        page.on('request', (request) => requested.push(request.url(), request.headers()['referer'] ?? ''))
        await page.goto(bench.setupLink)
        await page.getByLabel('Project name (optional)').fill('Shop')
      }
      await Promise.all(pages.map((page) => enter(page, 'Create account')))
      const ends = await Promise.all(
        pages.map((page) =>
          Promise.race([
            page.waitForURL(/\/home$/).then(() => 'home'),
            page
              .getByText('already set up')
              .waitFor()
              .then(() => 'told'),
          ]),
        ),
      )
      assert.deepEqual([...ends].sort(), ['home', 'told'])
      const loser = pages[ends.indexOf('told')]
      assert.ok(loser)
      // SET-5: nothing that was sent names the token, and what was typed named the project.
      assert.deepEqual(
        requested.filter((text) => text.includes(token)),
        [],
      )
      for (const page of pages) {
        const kept = await page.evaluate(() => [location.href, document.referrer, JSON.stringify(history.state)].join())
        assert.equal(kept.includes(token), false)
      }
      const [project] = await (await bench.asOwner('GET', '/projects')).json()
      assert.equal(project.name, 'Shop')
      await loser.getByRole('link', { name: 'Sign in' }).click()
      await loser.getByRole('heading', { name: 'Sign in' }).waitFor()
    },
  )
})

describe('a server with its first account', () => {
  shows('SET-4', 'has no setup any more, and its token opens nothing', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(`${bench.address}/setup#token=${token}`)
    await page.waitForURL(/\/console\/login$/)
    const response = await fetch(`${bench.address}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: bench.server.endpoint },
      body: JSON.stringify({ token, email: 'second@example.com', password: OWNER.password }),
    })
    assert.equal(response.status, 409)
  })

  shows('LOG-2', 'takes people to where they wanted, and never to another site', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(bench.projectAddress('api-keys/keys?size=25'))
    await page.waitForURL(/\/console\/login\?next=/)
    await enter(page, 'Sign in')
    await page.waitForURL(/\/api-keys\/keys\?size=25$/)
    for (const elsewhere of ['https://example.com/', '//example.com/', '/\\example.com', 'javascript:alert(1)']) {
      await page.context().clearCookies()
      await page.goto(`${bench.address}/login?next=${encodeURIComponent(elsewhere)}`)
      await enter(page, 'Sign in')
      await page.waitForURL(/\/home$/)
      assert.equal(new URL(page.url()).origin, bench.server.endpoint)
    }
  })

  shows('LOG-3', 'keeps the session where no script reads it', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(`${bench.address}/login`)
    await enter(page, 'Sign in')
    await page.waitForURL(/\/home$/)
    assert.equal(await page.evaluate(() => document.cookie), '')
    const [cookie] = await page.context().cookies()
    assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.sameSite, cookie?.secure], ['console', true, 'Lax', false])
  })
})

describe('other people and other pages', () => {
  shows('LOG-4', 'cannot change anything from another site', async () => {
    const other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>elsewhere</p>'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const context = await bench.browser.newContext()
    try {
      const [name, value] = (await bench.ownerCookie()).split('=', 2) as [string, string]
      await context.addCookies([{ name, value, url: bench.server.endpoint, httpOnly: true, sameSite: 'Lax' }])
      const page = await context.newPage()
      const target = `${bench.address}/api/logout`
      const statuses: number[] = []
      page.on('response', (response) => {
        if (response.url().startsWith(bench.address)) statuses.push(response.status())
      })
      await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
      await page.evaluate(async (address) => {
        const init = { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' } as const
        await fetch(address, init).catch(() => undefined)
      }, target)
      await page.evaluate((address) => {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = address
        document.body.append(form)
        form.submit()
      }, target)
      await page.waitForURL(/\/logout$/)
      assert.equal(statuses.at(-1), 403)
      assert.deepEqual(new Set(statuses), new Set([403]))
      assert.equal((await bench.asOwner('GET', '/console/api/sessions')).status, 200)
    } finally {
      await context.close()
      other.close()
    }
  })

  shows('LOG-7', 'cannot put the console into a frame of theirs', async () => {
    const framing = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(`<iframe src="${bench.address}/login"></iframe>`),
    )
    await new Promise<void>((resolve) => framing.listen(0, '127.0.0.1', resolve))
    const context = await bench.browser.newContext()
    try {
      const page = await context.newPage()
      const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
      await page.goto(`http://127.0.0.1:${(framing.address() as AddressInfo).port}/`)
      await refused
      assert.match(page.frames().at(1)?.url() ?? '', /^chrome-error:/)
    } finally {
      await context.close()
      framing.close()
    }
  })

  shows('LOG-5', 'sign out in one tab, and are asked to sign in again over the page in the other', async () => {
    const first = await bench.page({ signedIn: false })
    await first.goto(`${bench.address}/login`)
    await enter(first, 'Sign in')
    await first.waitForURL(/\/home$/)
    const second = await first.context().newPage()
    await second.goto(bench.projectAddress('home'))
    await second.getByRole('heading', { level: 1 }).waitFor()
    await first.getByRole('button', { name: /^Account of/ }).click()
    await first.getByRole('menuitem', { name: 'Sign out' }).click()
    await first.waitForURL(/\/login/)
    await second.getByRole('link', { name: 'Keys', exact: true }).click()
    const dialog = second.getByRole('dialog', { name: 'Sign in again' })
    await dialog.waitFor()
    assert.equal(await second.getByRole('alert').count(), 0)
    await dialog.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await second.getByRole('heading', { level: 1, name: 'Keys' }).waitFor()
  })

  shows('b.3', 'are told how they get in again, and make an account where that is open', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(`${bench.address}/login`)
    await page.getByRole('link', { name: 'I cannot sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'If you cannot sign in' }).waitFor()
    await page.getByRole('link', { name: 'Back to sign in' }).click()
    await page.getByRole('link', { name: 'Create an account' }).click()
    await enter(page, 'Create account', { email: OWNER.email, password: 'quiet otters read late' })
    await page.getByText('There is an account with this address already').waitFor()
    await enter(page, 'Create account', { email: 'grace@example.com', password: 'quiet otters read late' })
    await page.getByText('You have no project yet').waitFor()
  })
})

/** The link of an invitation, as the server hands it out. */
async function invitationFor(email: string): Promise<string> {
  const { workspaces } = await (await bench.asOwner('GET', '/workspaces')).json()
  const path = `/workspaces/${workspaces[0].id}/invitations`
  const { link } = await (await bench.asOwner('POST', path, { email, role: 'viewer' })).json()
  return link
}

describe('an invitation', () => {
  const password = 'another long pass phrase'

  shows('b.3', 'makes an account with a password of the invited person', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(await invitationFor('vera@example.com'))
    await page.getByLabel('Password', { exact: true }).fill(password)
    assert.equal(new URL(page.url()).hash, '')
    await page.getByRole('button', { name: 'Accept the invitation' }).click()
    await page.waitForURL(/\/home$/)
  })

  shows('b.3', 'asks somebody who is signed in before it makes them a member, and is for the invited address only', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(`${bench.address}/login`)
    await enter(page, 'Sign in', { email: 'grace@example.com', password: 'quiet otters read late' })
    await page.getByText('You have no project yet').waitFor()
    await page.goto(await invitationFor('vera@example.com'))
    await page.getByText('You are signed in as').waitFor()
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('Sign out to accept it').waitFor()
    await page.getByRole('button', { name: 'Sign out and accept as somebody else' }).click()
    await page.getByLabel('Password', { exact: true }).fill('not this one at all')
    await page.getByRole('button', { name: 'Accept the invitation' }).click()
    await page.getByText('this is not its password').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Accept the invitation' }).click()
    await page.waitForURL(/\/home$/)
    await page.goto(await invitationFor('vera@example.com'))
    await page.getByRole('button', { name: 'Join' }).click()
    await page.waitForURL(/\/home$/)
    await page.goto(`${bench.address}/accept#token=used`)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('was used already').waitFor()
  })
})

describe('whoever guesses passwords', () => {
  shows('LOG-1', 'learns nothing about who has an account, and has to wait after ten attempts', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(`${bench.address}/login`)
    const message = page.getByRole('alert')
    const wrong = { password: 'not the password' }
    await enter(page, 'Sign in', { ...wrong, email: 'nobody@example.com' })
    const unknown = await message.filter({ hasText: /./ }).textContent()
    assert.equal(await message.evaluate((element) => element === document.activeElement), true)
    assert.equal(await page.getByLabel('Email').inputValue(), 'nobody@example.com')
    await enter(page, 'Sign in', { ...wrong, email: OWNER.email })
    await page.getByRole('button', { name: 'Sign in', disabled: false }).waitFor()
    assert.equal(await message.filter({ hasText: /./ }).textContent(), unknown)
    assert.match(unknown ?? '', /The address or the password is wrong/)
    for (let attempt = 0; attempt < 10; attempt += 1)
      await page.request.post(`${bench.address}/api/login`, {
        headers: { origin: bench.server.endpoint },
        data: { ...wrong, email: OWNER.email },
      })
    await enter(page, 'Sign in')
    const timer = page.getByRole('timer')
    const first = await timer.textContent()
    assert.match(first ?? '', /You can try again in \d+ seconds?\./)
    await page.getByText('Too many failed attempts').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Sign in' }).isDisabled(), true)
    await page.waitForFunction((before) => document.querySelector('[role=timer]')?.textContent !== before, first)
  })
})

describe('a server by its name in the local network, with single sign-on', () => {
  const NAME = 'latchkey.test'
  let local: ConsoleBench
  let address = ''

  before(async () => {
    local = await ConsoleBench.open({
      loopbackName: NAME,
      environment: {
        LATCHKEY_CONSOLE_OIDC_ISSUER: 'https://id.example.com',
        LATCHKEY_CONSOLE_OIDC_CLIENT_ID: 'console',
        LATCHKEY_CONSOLE_OIDC_CLIENT_SECRET: 'a-secret-of-the-provider',
      },
    })
    address = `http://${NAME}:${local.server.port}/console`
  })
  after(() => local?.close())

  const openPage = (): Promise<Page> => local.page({ signedIn: false, origin: new URL(address).origin })

  acceptance(
    'SET-6',
    'is set up and used over a connection that is not encrypted, and says so',
    () => local,
    async () => {
      const page = await openPage()
      await page.goto(`${address}/setup${new URL(local.setupLink).hash}`)
      await page.getByText('This connection is not encrypted').waitFor()
      await page.getByText('http, not encrypted').waitFor()
      await enter(page, 'Create account')
      await page.waitForURL(/\/home$/)
      await page.getByRole('link', { name: 'Keys', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor()
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor()
      assert.equal(new URL(page.url()).hostname, NAME)
    },
  )

  acceptance(
    'b.3',
    'offers the way through the provider, and says why somebody who comes back is not let in',
    () => local,
    async () => {
      const page = await openPage()
      await page.goto(`${address}/login?next=${encodeURIComponent('/console/projects/default/audit')}`)
      const href = await page.getByRole('link', { name: 'Sign in with single sign-on' }).getAttribute('href')
      assert.equal(href, `/console/api/oidc/start?next=${encodeURIComponent('/console/projects/default/audit')}`)
      const texts: Record<string, RegExp> = {
        oidc_not_admitted: /nobody has invited you/,
        oidc_not_linked: /an account with your address already/,
        oidc_unavailable: /does not answer/,
        oidc_failed: /interrupted or took too long/,
        anything: /interrupted or took too long/,
      }
      for (const [error, text] of Object.entries(texts)) {
        await page.goto(`${address}/login?error=${error}`)
        await page.getByRole('alert').filter({ hasText: text }).waitFor()
      }
    },
  )
})
