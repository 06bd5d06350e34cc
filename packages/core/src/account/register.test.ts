import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { makeRegister } from './register.ts'

const person = { email: 'New@Example.com', password: GOOD_PASSWORD, name: 'Grace' }

async function openRegistration(registration: 'closed' | 'open' = 'open') {
  const bench = await openAccountBench()
  await bench.claim()
  return { ...bench, register: makeRegister({ ...bench.deps, registration }) }
}

describe('registration', () => {
  it('makes an account with a workspace of its own on the default plan, and nothing else', async () => {
    const { register, find, store, acme } = await openRegistration()
    const { account, started } = await register(browser, person)
    const { memberships } = await find(started)
    assert.deepEqual([account.email, account.name, account.emailVerified], ['new@example.com', 'Grace', false])
    const [membership] = memberships
    assert.deepEqual([memberships.length, membership?.role, membership?.projectId], [1, 'owner', undefined])
    assert.notEqual(membership?.workspaceId, acme.id)
    const workspace = store.projects.findWorkspace(membership?.workspaceId ?? '')
    assert.deepEqual([workspace?.name, workspace?.plan], ['Grace', ''])
    const events = store.readAuditEvents(membership?.workspaceId ?? '')
    assert.deepEqual(
      events.map(({ event, targetId }) => [event, targetId]),
      [['account.created', account.id]],
    )
  })

  it('is refused where it is closed, before anything is looked at', async () => {
    const { register, passwords } = await openRegistration('closed')
    const before = passwords.computed
    await assert.rejects(register(browser, person), { code: 'forbidden' })
    await assert.rejects(register(browser, { ...person, email: 'owner@example.com' }), { code: 'forbidden' })
    assert.equal(passwords.computed, before)
  })

  it('never makes the first account of a server', async () => {
    const { deps } = await openAccountBench()
    await assert.rejects(makeRegister({ ...deps, registration: 'open' })(browser, person), { code: 'forbidden' })
  })

  it('refuses a taken address and leaves no workspace behind', async () => {
    const { register, store } = await openRegistration()
    const before = store.projects.listWorkspaces().length
    await assert.rejects(register(browser, { ...person, email: 'OWNER@example.com' }), { code: 'conflict' })
    const both = await Promise.allSettled([register(browser, person), register(browser, person)])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal(store.projects.listWorkspaces().length, before + 1)
  })

  it('slows down whoever makes many', async () => {
    const { register } = await openRegistration()
    for (let times = 0; times < 10; times++) await register(browser, { ...person, email: `new-${times}@example.com` })
    await assert.rejects(register(browser, person), { code: 'too_many_requests' })
  })
})
