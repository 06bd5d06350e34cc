import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { TestBrowser } from '../support/browser.ts'
import { type OpenIdTestProvider, startOpenIdProvider } from '../support/openid-provider.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const OWNER = { email: 'owner@example.com', password: 'tin roof, rusted 7' }
const people = {
  ada: { email: OWNER.email, email_verified: true, name: 'Ada' },
  stranger: { email: 'stranger@example.com', email_verified: true, name: 'Stranger' },
  unproved: { email: OWNER.email, email_verified: false, name: 'Mallory' },
  guest: { email: 'guest@example.com', email_verified: true, name: 'Guest' },
}

let provider: OpenIdTestProvider
let test: TestServer

before(async () => {
  provider = await startOpenIdProvider()
  const folder = openTemporaryFolder()
  await writeFile(join(folder.path, 'password'), `${OWNER.password}\n`)
  await writeFile(join(folder.path, 'client-secret'), `${provider.clientSecret}\n`)
  test = await startTestServer({
    environment: {
      LATCHKEY_CONSOLE_ADMIN_EMAIL: OWNER.email,
      LATCHKEY_CONSOLE_ADMIN_PASSWORD_FILE: join(folder.path, 'password'),
      LATCHKEY_CONSOLE_OIDC_ISSUER: provider.issuer,
      LATCHKEY_CONSOLE_OIDC_CLIENT_ID: provider.clientId,
      LATCHKEY_CONSOLE_OIDC_CLIENT_SECRET_FILE: join(folder.path, 'client-secret'),
    },
  })
  for (const [sub, person] of Object.entries(people)) provider.people.set(sub, person)
})
after(async () => {
  await test.stop()
  await provider.stop()
})

const api = (path: string): string => `${test.endpoint}/console/api/${path}`
const whoIs = async (browser: TestBrowser) => (await browser.ask('GET', api('session'))).body
const signIn = async (browser: TestBrowser, sub: keyof typeof people, query = ''): Promise<string> => {
  provider.signsIn = sub
  const visited = await browser.visit(api(`oidc/start${query}`))
  return visited.at(-1)?.replace(test.endpoint, '') ?? ''
}

describe('sign-in through an OpenID provider', () => {
  it('says so when the provider is away, and works when it is back', async () => {
    const { status, body } = await new TestBrowser().ask('GET', api('oidc/start'))
    assert.deepEqual([status, body.error.id], [503, 'service_unavailable'])
    provider.open(api('oidc/callback'))
    assert.equal(await signIn(new TestBrowser(), 'ada'), '/console')
  })

  it('signs in the account with the proved address and goes on to where the person wanted', async () => {
    const browser = new TestBrowser()
    assert.equal(await signIn(browser, 'ada', '?next=%2Fconsole%2Fprojects%3Ftab%3D1'), '/console/projects?tab=1')
    const { account, memberships } = await whoIs(browser)
    assert.deepEqual([account.email, account.has_password, account.has_identity], [OWNER.email, true, true])
    assert.equal(memberships[0].role, 'owner')
    assert.equal(browser.cookie(test.endpoint, 'console-oidc'), undefined)
    assert.equal(await signIn(new TestBrowser(), 'ada', '?next=%2F%2Fevil.example'), '/console')
  })

  it('admits neither strangers nor addresses that nobody checked', async () => {
    for (const [sub, problem] of [
      ['stranger', 'oidc_not_admitted'],
      ['unproved', 'oidc_not_admitted'],
    ] as const) {
      const browser = new TestBrowser()
      assert.match(await signIn(browser, sub), new RegExp(`^/console/login\\?error=${problem}&`))
      assert.equal((await whoIs(browser)).account, null)
    }
  })

  it('refuses an answer that another browser asked for, was used already, or was made up', async () => {
    provider.signsIn = 'ada'
    const victim = new TestBrowser()
    const attacker = new TestBrowser()
    const away = await attacker.ask('GET', api('oidc/start'))
    const steps = [away.headers.get('location') ?? '']
    while (!steps.at(-1)?.startsWith(test.endpoint)) {
      const at = steps.at(-1) ?? ''
      steps.push(new URL((await attacker.ask('GET', at)).headers.get('location') ?? '', at).href)
    }
    const callback = steps.at(-1) ?? ''
    const failed = '/console/login?error=oidc_failed'
    assert.equal((await victim.ask('GET', callback)).headers.get('location'), failed)
    await victim.ask('GET', api('oidc/start'))
    assert.equal((await victim.ask('GET', callback)).headers.get('location'), `${failed}&next=%2Fconsole`)
    assert.equal((await whoIs(victim)).account, null)
    const sealed = attacker.cookie(test.endpoint, 'console-oidc') ?? ''
    assert.equal((await attacker.ask('GET', callback)).headers.get('location'), '/console')
    attacker.setCookie(test.endpoint, 'console-oidc', sealed)
    assert.match((await attacker.ask('GET', callback)).headers.get('location') ?? '', /error=oidc_failed/)
    const forger = new TestBrowser()
    forger.setCookie(test.endpoint, 'console-oidc', `${sealed.slice(0, -4)}AAAA`)
    assert.equal((await forger.ask('GET', callback)).headers.get('location'), failed)
  })

  it('tells what the provider refused without believing it', async () => {
    const browser = new TestBrowser()
    await browser.ask('GET', api('oidc/start'))
    const refused = await browser.ask('GET', api('oidc/callback?error=access_denied&state=made-up'))
    assert.deepEqual([refused.status, refused.headers.get('location')], [302, '/console/login?error=oidc_failed&next=%2Fconsole'])
    assert.equal(browser.cookie(test.endpoint, 'console'), undefined)
  })

  it('keeps the note of a sign-in away from scripts and other sites', async () => {
    const { headers } = await new TestBrowser().ask('GET', api('oidc/start'))
    const [cookie = ''] = headers.getSetCookie()
    assert.match(cookie, /^console-oidc=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/)
    const url = new URL(headers.get('location') ?? '')
    assert.deepEqual(
      ['response_type', 'code_challenge_method', 'scope', 'prompt'].map((name) => url.searchParams.get(name)),
      ['code', 'S256', 'openid email profile', null],
    )
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const value = url.searchParams.get(name) ?? ''
      assert.ok(value.length >= 43 && !cookie.includes(value), name)
    }
  })

  it('proves again who the person is, with a password at the provider', async () => {
    const browser = new TestBrowser()
    await signIn(browser, 'ada')
    const before = await whoIs(browser)
    const logins = provider.logins.length
    assert.equal(await signIn(browser, 'ada', '?step_up=true&next=%2Fconsole%2Fx'), '/console/x')
    assert.equal(provider.logins.length, logins + 1)
    const now = await whoIs(browser)
    assert.equal(now.session.id, before.session.id)
    assert.ok(now.session.step_up_until > before.session.step_up_until)
    const elsewhere = new TestBrowser()
    assert.equal((await elsewhere.ask('GET', api('oidc/start?step_up=true'))).status, 401)
  })

  it('does not take the word of a browser that somebody proved themselves', async () => {
    const browser = new TestBrowser()
    await signIn(browser, 'ada')
    const before = await whoIs(browser)
    const { headers } = await browser.ask('GET', api('oidc/start?step_up=true'))
    const url = new URL(headers.get('location') ?? '')
    url.searchParams.delete('prompt')
    url.searchParams.delete('max_age')
    const visited = await browser.visit(url.href)
    assert.match(visited.at(-1) ?? '', /error=oidc_failed/)
    assert.equal((await whoIs(browser)).session.step_up_until, before.session.step_up_until)
  })

  it('does not step up as somebody else', async () => {
    const browser = new TestBrowser()
    await signIn(browser, 'ada')
    browser.forget(provider.issuer)
    assert.match(await signIn(browser, 'stranger', '?step_up=true'), /^\/console\/login\?error=oidc_not_admitted/)
    assert.equal((await whoIs(browser)).account.email, OWNER.email)
  })

  it('admits an invited address', async () => {
    const owner = new TestBrowser()
    await signIn(owner, 'ada')
    const { memberships } = await whoIs(owner)
    const invited = await owner.ask('POST', `${test.endpoint}/workspaces/${memberships[0].workspace_id}/invitations`, {
      body: { email: people.guest.email, role: 'viewer' },
    })
    assert.equal(invited.status, 201, JSON.stringify(invited.body))
    const browser = new TestBrowser()
    assert.equal(await signIn(browser, 'guest'), '/console')
    const now = await whoIs(browser)
    assert.deepEqual([now.account.name, now.account.has_password, now.memberships[0].role], ['Guest', false, 'viewer'])
  })

  it('writes neither codes nor secrets into the log', () => {
    const log = test.logs.join('\n')
    assert.ok(!log.includes(provider.clientSecret) && !log.includes(OWNER.password))
    assert.doesNotMatch(log, /[?&]code=/)
  })
})
