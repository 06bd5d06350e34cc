import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { anyone, asProjectKey, asWorkspaceKey, openAccessBench } from '@latchkey/testkit/access-bench'
import { isOpen } from '../account/accept-invitation.ts'
import { hashOneTimeToken } from '../account/one-time-token.ts'
import type { Instant } from '../ports/clock.ts'
import { makeListInvitations, makeTakeBackInvitation } from './invitations.ts'
import { INVITATION_LIFE_MS, makeInvite } from './invite.ts'

const wanted = { projectId: undefined, email: ' Grace.Hopper@Example.COM ', role: 'developer' } as const

describe('an invitation', () => {
  it('has a token of 256 bits that nobody keeps', async () => {
    const { store, deps, acme, addPerson } = await openAccessBench()
    const { caller, call, account } = await addPerson('owner', acme)
    const { invitation, token } = await makeInvite(deps)(caller, call, { ...wanted, workspaceId: acme.id })
    const text = token.reveal()
    assert.equal(Buffer.from(text, 'base64url').length, 32)
    assert.equal(invitation.hash, hashOneTimeToken(text))
    assert.deepEqual([invitation.email, invitation.role], ['grace.hopper@example.com', 'developer'])
    assert.ok(invitation.invitedBy.includes(account.id) && invitation.invitedBy.includes(account.email))
    assert.deepEqual(await store.accounts.findInvitation(hashOneTimeToken(text)), invitation)
    const kept = inspect([invitation, await store.accounts.listInvitations(acme.id), store.readAuditEvents(acme.id), token], {
      depth: 9,
    })
    assert.ok(!kept.includes(text))
    assert.ok(!JSON.stringify(store.readAuditEvents(acme.id)).includes(invitation.hash))
    const next = await makeInvite(deps)(caller, call, { ...wanted, workspaceId: acme.id })
    assert.notEqual(next.token.reveal(), text)
  })

  it('is open for seven days, to the millisecond', async () => {
    const { deps, clock, acme } = await openAccessBench()
    const { invitation } = await makeInvite(deps)(anyone.caller, anyone.call, { ...wanted, workspaceId: acme.id })
    const end = (clock.now() + INVITATION_LIFE_MS) as Instant
    assert.equal(INVITATION_LIFE_MS, 604_800_000)
    assert.equal(isOpen(invitation, (end - 1) as Instant), true)
    assert.equal(isOpen(invitation, end), false)
  })

  it('is for a project of this workspace, or for all of it', async () => {
    const { deps, acme, shop, rival } = await openAccessBench()
    const invite = makeInvite(deps)
    const to = (projectId: string | undefined) =>
      invite(anyone.caller, anyone.call, { ...wanted, workspaceId: acme.id, projectId })
    assert.equal((await to(shop.id)).invitation.projectId, shop.id)
    assert.equal((await to(undefined)).invitation.projectId, undefined)
    for (const foreign of [rival.id, acme.id, '', '__proto__', `${shop.id}'--`]) {
      await assert.rejects(to(foreign), { code: 'not_found' })
    }
  })

  it('is made by owners of the workspace only', async () => {
    const { deps, acme, globex, shop, addPerson, eventsOf } = await openAccessBench()
    const others = [
      await addPerson('developer', acme),
      await addPerson('viewer', acme),
      await addPerson('owner', globex),
      await addPerson('owner', shop),
      asWorkspaceKey(acme),
      asProjectKey(shop),
    ]
    for (const { caller, call } of others) {
      const request = { ...wanted, role: 'viewer', workspaceId: acme.id } as const
      await assert.rejects(makeInvite(deps)(caller, call, request), { code: 'forbidden' })
    }
    assert.deepEqual(eventsOf(acme), [])
  })

  it('needs an address', async () => {
    const { deps, acme } = await openAccessBench()
    for (const email of [
      '',
      'ada',
      '@',
      'a@',
      '@b',
      'a@b@c',
      'a b@c',
      'a@b\u0000',
      'a\r\nBcc: x@y',
      `${'a'.repeat(255)}@b`,
      '\ud800@b',
    ]) {
      const request = { ...wanted, email, workspaceId: acme.id }
      await assert.rejects(makeInvite(deps)(anyone.caller, anyone.call, request), { code: 'bad_request' }, email)
    }
  })
})

describe('open invitations', () => {
  it('are listed for their workspace, expired ones too', async () => {
    const { deps, clock, acme, globex } = await openAccessBench()
    const invite = makeInvite(deps)
    const { invitation: first } = await invite(anyone.caller, anyone.call, { ...wanted, workspaceId: acme.id })
    clock.advance(INVITATION_LIFE_MS)
    const { invitation: second } = await invite(anyone.caller, anyone.call, { ...wanted, workspaceId: acme.id })
    await invite(anyone.caller, anyone.call, { ...wanted, workspaceId: globex.id })
    assert.deepEqual(await makeListInvitations(deps)(acme.id), [first, second])
  })

  it('are taken back once, and only in their workspace', async () => {
    const { store, deps, acme, globex, eventsOf } = await openAccessBench()
    const { invitation, token } = await makeInvite(deps)(anyone.caller, anyone.call, { ...wanted, workspaceId: acme.id })
    const takeBack = makeTakeBackInvitation(deps)
    await assert.rejects(takeBack(globex.id, anyone.call, invitation.id), { code: 'not_found' })
    for (const id of ['', invitation.hash, '__proto__']) {
      await assert.rejects(takeBack(acme.id, anyone.call, id), { code: 'not_found' })
    }
    const attempt = () => takeBack(acme.id, anyone.call, invitation.id)
    const outcomes = await Promise.allSettled([attempt(), attempt()])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal(await store.accounts.findInvitation(hashOneTimeToken(token.reveal())), undefined)
    assert.deepEqual(
      eventsOf(acme).map(({ event }) => event),
      ['member.invited', 'invitation.deleted'],
    )
    assert.deepEqual(eventsOf(globex), [])
  })
})
