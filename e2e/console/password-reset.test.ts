import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Instant } from '@latchkey/core/ports/clock'
import { runCli } from '../../packages/cli/src/testing/run-cli.ts'
import { TestBrowser } from '../support/browser.ts'
import { asOperator } from '../support/control-plane.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const EMAIL = 'owner@example.com'
const FIRST_PASSWORD = 'tin roof, rusted 7'
const WEAK_PASSWORD = 'Password1234'

/** The only owner of a server has forgotten the password. */
describe('a link for a new password', () => {
  let test: TestServer
  let frozenAt: number | undefined
  let password = FIRST_PASSWORD
  before(async () => {
    const clock = { now: () => (frozenAt ?? Date.now()) as Instant, monotonicMs: () => performance.now() }
    test = await startTestServer({ overrides: { clock } })
    const token = tokenOf((await asOperator(test, (administration) => administration.makeSetupLink())).reveal())
    const made = await new TestBrowser().ask('POST', api('setup'), { body: { email: EMAIL, password, token } })
    assert.equal(made.status, 201)
  })
  after(() => test.stop())

  const api = (path: string): string => `${test.endpoint}/console/api/${path}`
  const tokenOf = (link: string): string => new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? ''
  const command = (...words: string[]) =>
    runCli(['console', 'reset-password', ...words, '--config', test.configFile], { environment: test.environment })
  const newLink = async () => {
    const { code, stdout, stderr } = await command('--email', 'Owner@Example.com', '--format', 'json')
    assert.equal(code, 0, stderr)
    const made = JSON.parse(stdout)
    return { ...made, token: tokenOf(made.link) }
  }
  const use = (token: string, wanted: string) =>
    new TestBrowser().ask('POST', api('password-reset'), { body: { token, password: wanted } })
  const signIn = async (wanted = password) => {
    const browser = new TestBrowser()
    return { browser, status: (await browser.ask('POST', api('login'), { body: { email: EMAIL, password: wanted } })).status }
  }

  it('is printed for the page of the console, and changes nothing yet', async () => {
    const { link, email, token, expires_at: end } = await newLink()
    assert.deepEqual([email, new URL(link).pathname, new URL(link).search], [EMAIL, '/console/recover', ''])
    assert.match(token, /^[\w-]{43}$/)
    assert.ok(Math.abs(Date.parse(end) - Date.now() - 3_600_000) < 60_000)
    assert.equal((await signIn()).status, 200)
  })

  it('says honestly that an address has no account, and that one is needed', async () => {
    const unknown = await command('--email', 'nobody@example.com', '--quiet')
    assert.deepEqual([unknown.code, unknown.stdout], [1, ''])
    assert.match(unknown.stderr, /no account has this address/)
    assert.equal((await command('--email', 'nobody')).code, 1)
    const none = await command()
    assert.deepEqual([none.code, /--email: is required/.test(none.stderr)], [2, true])
  })

  it('sets the password, ends what was open, and is worth nothing afterwards', async () => {
    const { token } = await newLink()
    const { browser: open } = await signIn()
    const refused = await use(token, WEAK_PASSWORD)
    assert.equal(refused.status, 400)
    assert.match(refused.body.error.reason, /^password: is one of the most commonly used/)
    assert.equal((await open.ask('GET', api('sessions'))).status, 200)
    const done = await use(token, 'quiet otters read late')
    assert.deepEqual([done.status, done.headers.getSetCookie()], [204, []])
    password = 'quiet otters read late'
    assert.equal((await open.ask('GET', api('sessions'))).status, 401)
    assert.deepEqual([(await signIn(FIRST_PASSWORD)).status, (await signIn()).status], [401, 200])
    const events = await test.server.readAuditEvents('00000000-0000-4000-8000-000000000001')
    assert.ok(events.some(({ event, caller }) => event === 'account.password_reset_created' && caller.kind === 'operator'))
    assert.ok(events.some(({ event, caller }) => event === 'account.password_reset' && caller.kind === 'account'))
    assert.equal(
      [...test.logs, JSON.stringify(events)].some((line) => line.includes(token)),
      false,
    )
  })

  it('answers a wrong, a used, a replaced and an old token alike', async () => {
    const answerTo = async (token: string) => {
      const { status, body } = await use(token, 'slow herons fish early')
      return [status, body.error.id, body.error.code, body.error.reason, body.error.message]
    }
    const [used, replaced, old] = [await newLink(), await newLink(), await newLink()]
    frozenAt = Date.parse(old.expires_at)
    const late = await answerTo(old.token)
    frozenAt = undefined
    assert.equal(late[0], 404)
    for (const token of ['', 'guess', used.token, replaced.token]) assert.deepEqual(await answerTo(token), late)
    assert.equal((await signIn()).status, 200)
  })

  it('works in its last millisecond, for exactly one of two', async () => {
    const { token, expires_at: end } = await newLink()
    frozenAt = Date.parse(end) - 1
    const wanted = ['slow herons fish early', 'brave moths sail south']
    const answers = await Promise.all(wanted.map((each) => use(token, each)))
    frozenAt = undefined
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404])
    const entries = await Promise.all(wanted.map(async (each) => (await signIn(each)).status))
    assert.deepEqual(
      entries,
      answers.map(({ status }) => (status === 204 ? 200 : 401)),
    )
    password = wanted[entries.indexOf(200)] ?? ''
  })

  it('is not guessed: after ten wrong ones even the right one has to wait', async () => {
    const { token } = await newLink()
    const statuses: number[] = []
    for (let tries = 0; tries < 11; tries++) statuses.push((await use(`guess ${tries}`, 'slow herons fish early')).status)
    assert.equal(statuses.at(-1), 429)
    const { status, headers } = await use(token, 'slow herons fish early')
    assert.equal(status, 429)
    assert.match(headers.get('retry-after') ?? '', /^\d+$/)
  })
})

describe('a server without a console', () => {
  it('makes no such link', async () => {
    const test = await startTestServer({ config: { console: { enabled: false } } })
    try {
      const words = ['console', 'reset-password', '--email', EMAIL, '--config', test.configFile]
      const { code, stderr } = await runCli(words, { environment: test.environment })
      assert.deepEqual([code, /the console is switched off/.test(stderr)], [1, true], stderr)
    } finally {
      await test.stop()
    }
  })
})
