import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SignedIn } from '@latchkey/core/ports/account-store'
import { openAccountBench } from '@latchkey/testkit/account-bench'
import { buildProject } from '@latchkey/testkit/build-project'
import type { ConsoleCall } from '../operation.ts'
import { makeConsoleHandlers } from './handlers.ts'
import { SIGN_IN_LIFE_MS } from './sign-in-memory.ts'

const identity = { issuer: 'https://id.example.com', subject: 'ada' }
const planNamed = () => ({ ...buildProject().plan, projectsMax: undefined })
const system = {
  readFacts: () => assert.fail('nobody asks'),
  readPlatform: () => assert.fail('nobody asks'),
  isStoreHealthy: () => true,
  readSchema: () => ({ current: 1, latest: 1 }),
  latestSchema: 1,
}
const remembered = { state: 's', nonce: 'n', codeVerifier: 'v', again: false }

/** The handlers with a provider that vouches for the owner, whatever comes back. */
async function openProvider() {
  const bench = await openAccountBench()
  await bench.claim()
  const handlers = makeConsoleHandlers({
    ...bench.deps,
    planNamed,
    system,
    cookieKey: new Uint8Array(32),
    identityProvider: {
      begin: async ({ again }) => ({ url: 'https://id.example.com/auth', remembered: { ...remembered, again } }),
      finish: async () => ({ identity, email: 'owner@example.com', emailVerified: true, name: 'Ada' }),
    },
  })
  const ask = async (operation: string, call: Partial<ConsoleCall> = {}) => {
    const reply = await handlers[operation]?.({
      requestId: 'request-1',
      clientIp: '192.0.2.1',
      body: undefined,
      params: {},
      query: {},
      ifMatch: undefined,
      signedIn: undefined,
      userAgent: 'tests',
      isSecure: true,
      origin: 'https://keys.example.com',
      cookie: undefined,
      forwarding: [],
      ...call,
    })
    const cookies = [reply?.headers?.['Set-Cookie'] ?? []].flat().map((line) => line.split(';')[0] ?? '')
    return { location: reply?.headers?.['Location'], cookies }
  }
  const signInAgain = async (signedIn: SignedIn) =>
    ask('consoleStartOidc', { signedIn, query: { step_up: 'true', next: '/console/x' } })
  return { ...bench, ask, signInAgain }
}

describe('coming back from the provider', () => {
  it('works until the last millisecond of ten minutes and not after', async () => {
    const { ask, clock } = await openProvider()
    const { cookies } = await ask('consoleStartOidc')
    clock.advance(SIGN_IN_LIFE_MS - 1)
    const inTime = await ask('consoleFinishOidc', { cookie: cookies.join('; ') })
    assert.equal(inTime.location, '/console')
    assert.match(inTime.cookies.join(), /^__Host-console-oidc=,__Host-console=[\w-]{43}$/)
    clock.advance(1)
    const late = await ask('consoleFinishOidc', { cookie: cookies.join('; ') })
    assert.deepEqual([late.location, late.cookies], ['/console/login?error=oidc_failed', ['__Host-console-oidc=']])
  })

  it('takes the note of a secure sign-in only from the cookie of this host', async () => {
    const { ask } = await openProvider()
    const { cookies } = await ask('consoleStartOidc')
    const tossed = cookies.join().replace('__Host-', '')
    assert.equal((await ask('consoleFinishOidc', { cookie: tossed })).location, '/console/login?error=oidc_failed')
  })

  it('proves only the session that left, not one that was begun meanwhile', async () => {
    const { ask, signInAgain, enter, clock, store, deps } = await openProvider()
    await ask('consoleFinishOidc', { cookie: (await ask('consoleStartOidc')).cookies.join('; ') })
    const left = await enter()
    const other = await enter()
    const { cookies } = await signInAgain(left)
    clock.advance(1000)
    const refused = await ask('consoleFinishOidc', { cookie: cookies.join('; '), signedIn: other })
    assert.match(String(refused.location), /error=oidc_not_admitted/)
    assert.equal((await store.accounts.findSession(other.session.hash))?.session.provedAt, other.session.provedAt)
    assert.match(String((await ask('consoleFinishOidc', { cookie: cookies.join('; ') })).location), /error=oidc_failed/)
    assert.equal((await ask('consoleFinishOidc', { cookie: cookies.join('; '), signedIn: left })).location, '/console/x')
    assert.equal((await store.accounts.findSession(left.session.hash))?.session.provedAt, deps.clock.now())
  })

  it('ends the session that the browser had', async () => {
    const { ask, enter, store } = await openProvider()
    const before = await enter()
    const { cookies } = await ask('consoleStartOidc')
    await ask('consoleFinishOidc', { cookie: cookies.join('; '), signedIn: before })
    const sessions = await store.accounts.listSessions(before.account.id)
    assert.deepEqual([sessions.length, sessions.some(({ id }) => id === before.session.id)], [1, false])
  })
})

describe('a server without a provider', () => {
  it('has no such sign-in', async () => {
    const { deps } = await openAccountBench()
    const parts = { ...deps, planNamed, system, cookieKey: new Uint8Array(32) }
    const handlers = makeConsoleHandlers({ ...parts, identityProvider: undefined })
    for (const name of ['consoleStartOidc', 'consoleFinishOidc'])
      await assert.rejects(async () => handlers[name]?.({} as ConsoleCall), { code: 'not_found' })
  })
})
