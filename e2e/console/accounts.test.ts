import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { TestBrowser } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const PASSWORD = 'tin roof, rusted 7'
const OTHER_PASSWORD = 'quiet otters read late'
const OWNER = { email: 'owner@example.com', password: PASSWORD }

let test: TestServer
let token: string
const owner = new TestBrowser()
const api = (path: string): string => `${test.endpoint}/console/api/${path}`

before(async () => {
  test = await startTestServer({ config: { console: { registration: 'open' } } })
})
after(() => test.stop())

describe('the first account', () => {
  it('has its link in a file for the owner of the data folder', () => {
    const file = join(test.server.dataDir, 'setup-link')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const link = new URL(readFileSync(file, 'utf8').trim())
    assert.deepEqual([link.pathname, link.search], ['/console/setup', ''])
    token = new URLSearchParams(link.hash.slice(1)).get('token') ?? ''
    assert.match(token, /^[A-Za-z0-9_-]{43}$/)
  })

  it('is not made by anyone else: no registration, no wrong token', async () => {
    const stranger = new TestBrowser()
    assert.deepEqual((await stranger.ask('GET', api('setup'))).body, { setup_needed: true })
    assert.equal((await stranger.ask('POST', api('register'), { body: OWNER })).status, 403)
    assert.equal((await stranger.ask('POST', api('setup'), { body: { ...OWNER, token: 'guess' } })).status, 403)
  })

  it('is made once when two browsers submit at the same time, and the other is told so for ever', async () => {
    const rivals = [owner, new TestBrowser()]
    const answers = await Promise.all(
      rivals.map((browser, index) =>
        browser.ask('POST', api('setup'), { body: { ...OWNER, email: `o${index}@example.com`, token } }),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
    const winner = answers.find(({ status }) => status === 201)
    OWNER.email = winner?.body.account.email
    assert.match(winner?.headers.get('set-cookie') ?? '', /^console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/)
    assert.equal((await owner.ask('POST', api('setup'), { body: { ...OWNER, token } })).status, 409)
    assert.deepEqual((await owner.ask('GET', api('setup'))).body, { setup_needed: false })
  })
})

describe('signing in with a password', () => {
  it('answers an unknown address and a wrong password alike', async () => {
    const ask = async (body: unknown) => {
      const { status, body: answer } = await new TestBrowser().ask('POST', api('login'), { body })
      return [status, answer.error.id, answer.error.reason, answer.error.message]
    }
    const wrong = await ask({ ...OWNER, password: OTHER_PASSWORD })
    assert.deepEqual(await ask({ ...OWNER, email: 'nobody@example.com' }), wrong)
    assert.equal(wrong[0], 401)
  })

  it('opens the control plane to the session, and to nothing that lost it', async () => {
    const signedIn = await owner.ask('POST', api('login'), { body: OWNER })
    assert.equal(signedIn.status, 200)
    assert.equal(signedIn.body.memberships[0].role, 'owner')
    assert.equal((await owner.ask('GET', `${test.endpoint}/workspaces`)).status, 200)
    const copy = new TestBrowser()
    copy.setCookie(test.endpoint, 'console', owner.cookie(test.endpoint, 'console') ?? '')
    assert.equal((await copy.ask('GET', api('sessions'))).status, 200)
    assert.equal((await owner.ask('POST', api('logout'))).status, 204)
    assert.equal((await copy.ask('GET', api('sessions'))).status, 401)
    assert.equal((await copy.ask('GET', `${test.endpoint}/workspaces`)).status, 401)
    assert.equal(owner.cookie(test.endpoint, 'console'), undefined)
  })
})

describe("an account of one's own", () => {
  const grace = new TestBrowser()
  const body = { email: 'Grace@Example.com', password: PASSWORD, name: 'Grace' }

  it('comes with a workspace that nobody else sees', async () => {
    const { status, body: made } = await grace.ask('POST', api('register'), { body })
    assert.deepEqual([status, made.account.email, made.account.name], [201, 'grace@example.com', 'Grace'])
    const { workspaces } = (await grace.ask('GET', `${test.endpoint}/workspaces`)).body
    assert.deepEqual(
      workspaces.map(({ id, name }: { id: string; name: string }) => [id, name]),
      [[made.memberships[0].workspace_id, 'Grace']],
    )
    assert.equal((await new TestBrowser().ask('POST', api('register'), { body })).status, 409)
  })

  it('refuses a password that many people use, with the reason', async () => {
    const { status, body: refused } = await new TestBrowser().ask('POST', api('register'), {
      body: { email: 'a@example.com', password: 'Password1234' },
    })
    assert.equal(status, 400)
    assert.match(refused.error.reason, /^password: is one of the most commonly used passwords/)
  })

  it('shows its own sessions, and cannot end those of others', async () => {
    await owner.ask('POST', api('login'), { body: OWNER })
    const [theirs] = (await owner.ask('GET', api('sessions'))).body.sessions
    const phone = new TestBrowser()
    await phone.ask('POST', api('login'), { body, headers: { 'user-agent': 'phone/1.0' } })
    const { sessions } = (await grace.ask('GET', api('sessions'))).body
    assert.deepEqual(
      sessions.map(({ user_agent: agent, is_current: isCurrent }: Record<string, unknown>) => [agent === 'phone/1.0', isCurrent]),
      [
        [true, false],
        [false, true],
      ],
    )
    assert.equal((await grace.ask('DELETE', api(`sessions/${theirs.id}`))).status, 404)
    assert.equal((await owner.ask('GET', api('sessions'))).status, 200)
    assert.equal((await grace.ask('DELETE', api(`sessions/${sessions[0].id}`))).status, 204)
    assert.equal((await phone.ask('GET', api('sessions'))).status, 401)
  })

  it('proves itself again, and changes its password everywhere', async () => {
    const phone = new TestBrowser()
    await phone.ask('POST', api('login'), { body })
    const before = (await grace.ask('GET', api('session'))).body.session
    assert.equal((await grace.ask('POST', api('step-up'), { body: { password: OTHER_PASSWORD } })).status, 403)
    const proved = await grace.ask('POST', api('step-up'), { body: { password: PASSWORD } })
    assert.equal(proved.status, 200)
    assert.equal(proved.body.session.id, before.id)
    assert.ok(proved.body.session.step_up_until > before.step_up_until)
    const change = { current_password: PASSWORD, new_password: OTHER_PASSWORD }
    assert.equal((await grace.ask('POST', api('password'), { body: { ...change, current_password: 'x' } })).status, 403)
    assert.equal((await grace.ask('POST', api('password'), { body: change })).status, 200)
    assert.equal((await phone.ask('GET', api('sessions'))).status, 401)
    assert.equal((await grace.ask('GET', api('sessions'))).body.sessions.length, 1)
    assert.equal((await phone.ask('POST', api('login'), { body })).status, 401)
  })

  it('signs out everywhere', async () => {
    const phone = new TestBrowser()
    await phone.ask('POST', api('login'), { body: { ...body, password: OTHER_PASSWORD } })
    assert.equal((await grace.ask('DELETE', api('sessions'))).status, 204)
    for (const browser of [grace, phone]) assert.equal((await browser.ask('GET', api('session'))).body.account, null)
  })

  it('accepts an invitation for its address only', async () => {
    const { memberships } = (await owner.ask('GET', api('session'))).body
    const invitations = `${test.endpoint}/workspaces/${memberships[0].workspace_id}/invitations`
    const { body: made } = await owner.ask('POST', invitations, { body: { email: 'GRACE@example.com', role: 'developer' } })
    const link = new URL(made.link)
    assert.deepEqual([link.origin, link.pathname, link.search], [test.endpoint, '/console/accept', ''])
    const invitation = new URLSearchParams(link.hash.slice(1)).get('token')
    assert.equal((await owner.ask('POST', api('invitations/accept'), { body: { token: invitation } })).status, 403)
    const wrong = { token: invitation, password: PASSWORD }
    assert.equal((await grace.ask('POST', api('invitations/accept'), { body: wrong })).status, 401)
    const joined = await grace.ask('POST', api('invitations/accept'), { body: { token: invitation, password: OTHER_PASSWORD } })
    assert.deepEqual(
      [
        joined.status,
        joined.body.account.email_verified,
        joined.body.memberships.map(({ role }: { role: string }) => role).sort(),
      ],
      [200, false, ['developer', 'owner']],
    )
    assert.equal((await grace.ask('POST', api('invitations/accept'), { body: { token: invitation } })).status, 404)
  })
})

describe('a proxy that speaks TLS', () => {
  it('makes the cookie one for this host over TLS only', async () => {
    const behind = await startTestServer({
      config: { console: { registration: 'open' }, serve: { http: { trusted_proxies: ['127.0.0.1'] } } },
    })
    try {
      const link = new URL(readFileSync(join(behind.server.dataDir, 'setup-link'), 'utf8').trim())
      const body = { ...OWNER, token: new URLSearchParams(link.hash.slice(1)).get('token') }
      const url = `${behind.endpoint}/console/api/setup`
      const tls = { 'x-forwarded-proto': 'https' }
      assert.equal((await new TestBrowser().ask('POST', url, { body, headers: tls })).status, 403)
      const origin = behind.endpoint.replace('http:', 'https:')
      const { status, headers } = await new TestBrowser().ask('POST', url, { body, headers: { ...tls, origin } })
      assert.equal(status, 201)
      assert.match(headers.get('set-cookie') ?? '', /^__Host-console=[\w-]{43}; .*; Secure$/)
    } finally {
      await behind.stop()
    }
  })
})

describe('other sites', () => {
  it('change nothing with the session of a visitor', async () => {
    const site = 'https://evil.example'
    const attempts: [Record<string, string>, number][] = [
      [{ 'sec-fetch-site': 'cross-site', origin: site }, 403],
      [{ 'sec-fetch-site': 'none', origin: site }, 403],
      [{ 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }, 415],
      [{ 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ]
    for (const [headers, status] of attempts) {
      for (const path of [
        'login',
        'register',
        'setup',
        'logout',
        'password',
        'password-reset',
        'step-up',
        'invitations/accept',
      ]) {
        const answer = await owner.ask('POST', api(path), { body: {}, headers })
        assert.equal(answer.status, status, `${path} ${JSON.stringify(headers)}`)
      }
      assert.equal((await owner.ask('POST', `${test.endpoint}/workspaces`, { body: { name: 'x' }, headers })).status >= 400, true)
    }
  })
})

describe('the pages', () => {
  it('run nothing but their own files and are framed by nobody', async () => {
    for (const path of ['/console/setup', '/console/login', '/console/accept', '/console/recover', '/console/before-paint.js']) {
      const { status, headers, body } = await owner.ask('GET', `${test.endpoint}${path}`)
      assert.equal(status, 200, path)
      const csp = headers.get('content-security-policy') ?? ''
      assert.match(csp, /^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'/)
      assert.doesNotMatch(csp, /unsafe|\*/)
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.doesNotMatch(body, /<script>|<style|\son\w+="|style="|https?:\/\//, path)
    }
  })
})

describe('guessing', () => {
  it('waits after ten failures, and says for how long', async () => {
    const fresh = await startTestServer()
    try {
      const answers: (readonly [number, string | null])[] = []
      for (let tries = 0; tries < 12; tries++) {
        const { status, headers } = await new TestBrowser().ask('POST', `${fresh.endpoint}/console/api/login`, { body: OWNER })
        answers.push([status, headers.get('retry-after')])
      }
      assert.deepEqual(answers.slice(0, 10), Array(10).fill([401, null]))
      for (const [status, wait] of answers.slice(10)) {
        assert.equal(status, 429)
        assert.ok(Number(wait) >= 25 && Number(wait) <= 30, String(wait))
      }
    } finally {
      await fresh.stop()
    }
  })
})

describe('the log', () => {
  it('holds no password, no token and no session', () => {
    const log = test.logs.join('\n')
    for (const secret of [PASSWORD, OTHER_PASSWORD, token, owner.cookie(test.endpoint, 'console')]) {
      if (secret !== undefined) assert.ok(!log.includes(secret))
    }
  })
})
