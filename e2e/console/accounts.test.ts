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

  it('waits after ten failures and says for how long', async () => {
    const guesser = new TestBrowser()
    const body = { email: 'guessed@example.com', password: OTHER_PASSWORD }
    const statuses: number[] = []
    let last: Headers | undefined
    for (let tries = 0; tries < 12; tries++) {
      const { status, headers } = await guesser.ask('POST', api('login'), { body })
      statuses.push(status)
      last = headers
    }
    assert.ok(
      statuses.slice(0, 7).every((status) => status === 401),
      String(statuses),
    )
    assert.equal(statuses.at(-1), 429)
    const wait = Number(last?.get('retry-after'))
    assert.ok(wait >= 1 && wait <= 30, String(wait))
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
      for (const path of ['login', 'register', 'setup', 'logout', 'password', 'step-up', 'invitations/accept']) {
        const answer = await owner.ask('POST', api(path), { body: {}, headers })
        assert.equal(answer.status, status, `${path} ${JSON.stringify(headers)}`)
      }
      assert.equal((await owner.ask('POST', `${test.endpoint}/workspaces`, { body: { name: 'x' }, headers })).status >= 400, true)
    }
  })
})

describe('the pages', () => {
  it('run nothing but their own files and are framed by nobody', async () => {
    for (const path of ['/console/setup', '/console/login', '/console/accept', '/console/entrance.js', '/console/entrance.css']) {
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

describe('the log', () => {
  it('holds no password, no token and no session', () => {
    const log = test.logs.join('\n')
    for (const secret of [PASSWORD, OTHER_PASSWORD, token, owner.cookie(test.endpoint, 'console')]) {
      if (secret !== undefined) assert.ok(!log.includes(secret))
    }
  })
})
