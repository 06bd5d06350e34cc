import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Account } from '@latchkey/core/ports/account-store'
import { buildAccount, buildInvitation, buildMembership, buildPasswordReset, buildSession } from './account-builders.ts'
import { buildAuditEntry, buildUuid, buildWorkspaceEntry, buildWorkspaceRecord } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { settle } from './inhabited-store.ts'
import type { OpenedStore } from './opened-store.ts'
import { type OpenInstances, onInstances, onlyOne, outcomesOf, ROUNDS } from './several-instances.ts'

type Instances = readonly [OpenedStore, OpenedStore]

const entry = buildAuditEntry()

async function createWorkspace({ projects }: OpenedStore): Promise<string> {
  const workspace = buildWorkspaceRecord()
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  return workspace.id
}

const createAccount = ({ accounts }: OpenedStore, overrides: Partial<Account>, invitationId?: string) => {
  const used = invitationId === undefined ? {} : { invitationId }
  return accounts.createAccount(
    { account: buildAccount(overrides), memberships: [], ...used },
    { chainId: buildUuid(), entry: buildAuditEntry() },
  )
}

/** Rules about people that span the server, with two instances that race. `open` gives an empty database each time. */
export function describePeopleOnSeveralInstances(adapter: string, open: OpenInstances): void {
  describe(`people on several instances with ${adapter}`, () => {
    describeFirstAccount(open)
    describeNames(open)
    describeOwners(open)
    describeInvitations(open)
    describeResets(open)
    describeExpiry(open)
  })
}

function describeFirstAccount(open: OpenInstances): void {
  it('make the first account once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await onInstances(open, async ([one, other]) => {
        await one.accounts.setSetupToken({ hash: 'token', expiresAt: entry.at })
        const places = [await createWorkspace(one), await createWorkspace(one)]
        const attempts = [one, other, one, other].map((instance, index) => async () => {
          const account = buildAccount()
          const membership = buildMembership({ accountId: account.id, workspaceId: places[index >> 1] ?? '' })
          await instance.accounts.createFirstAccount(account, membership, buildAuditEntry())
        })
        assert.deepEqual(await outcomesOf(attempts), onlyOne(4, 'conflict'))
        const members = await Promise.all(places.map((place) => other.accounts.listMembers(place)))
        assert.deepEqual([members.flat().length, await other.accounts.findSetupToken()], [1, undefined])
      })()
    }
  })
}

function describeNames(open: OpenInstances): void {
  it(
    'give an address to one of those who want it, new people and old ones',
    onInstances(open, async (instances) => {
      const [one, other] = instances
      const workspaceId = await createWorkspace(one)
      for (let round = 0; round < ROUNDS; round++) {
        const email = `wanted-${round}@example.com`
        const known = [await settle(one, { workspaceId }), await settle(other, { workspaceId })]
        const moves = known.map(({ account }, index) => async () => {
          await instances[index & 1]?.accounts.changeAccount(account.id, (current) => ({ ...current, email }))
        })
        const fresh = instances.map((instance) => () => createAccount(instance, { email }))
        assert.deepEqual(await outcomesOf([...moves, ...fresh]), onlyOne(4, 'conflict'))
        assert.notEqual(await one.accounts.findAccount({ email }), undefined)
      }
    }),
  )

  it(
    'give an identity to one of those who want it',
    onInstances(open, async (instances) => {
      const [one] = instances
      const workspaceId = await createWorkspace(one)
      for (let round = 0; round < ROUNDS; round++) {
        const identity = { issuer: 'https://id.example', subject: `wanted ${round}` }
        const { account } = await settle(one, { workspaceId })
        const move = () => one.accounts.changeAccount(account.id, (current) => ({ ...current, identity }))
        const fresh = instances.map((instance) => () => createAccount(instance, { identity }))
        assert.deepEqual(await outcomesOf([move, ...fresh]), onlyOne(3, 'conflict'))
      }
    }),
  )
}

function describeOwners(open: OpenInstances): void {
  it(
    'leave a workspace one of its owners',
    onInstances(open, async (instances) => {
      for (let round = 0; round < ROUNDS; round++) {
        const [one, other] = instances
        const workspaceId = await createWorkspace(one)
        const owners = [await settle(one, { workspaceId }), await settle(other, { workspaceId })]
        const leave = owners.map(({ membership }, index) => async () => {
          const role = index === 0 ? undefined : 'viewer'
          await instances[index & 1]?.accounts.changeMembership(membership, role, buildAuditEntry())
        })
        assert.deepEqual(await outcomesOf(leave), onlyOne(2, 'failed_precondition'))
        const roles = (await one.accounts.listMembers(workspaceId)).map(({ membership }) => membership.role)
        assert.equal(roles.filter((role) => role === 'owner').length, 1)
      }
    }),
  )
}

function describeInvitations(open: OpenInstances): void {
  it(
    'let one person in with an invitation, or take it back',
    onInstances(open, async (instances) => {
      const [one, other] = instances
      for (let round = 0; round < ROUNDS; round++) {
        const workspaceId = await createWorkspace(one)
        const invitation = buildInvitation({ workspaceId })
        await one.accounts.createInvitation(invitation, entry)
        assert.equal(await useUp(instances, { workspaceId, id: invitation.id }), 1)
        assert.equal(await other.accounts.findInvitation(invitation.hash), undefined)
      }
    }),
  )
}

/** Six who use the same invitation at once. Resolves to how many of them did. */
async function useUp(instances: Instances, { workspaceId, id }: { workspaceId: string; id: string }): Promise<number> {
  const [one] = instances
  const elsewhere = await createWorkspace(one)
  const guests = [await settle(one, { workspaceId: elsewhere }), await settle(one, { workspaceId: elsewhere })]
  const accept = guests.map(({ account }, index) => async () => {
    const membership = buildMembership({ accountId: account.id, workspaceId })
    await instances[index & 1]?.accounts.acceptInvitation(id, membership, buildAuditEntry())
    return true
  })
  const register = instances.map((instance) => async () => {
    await createAccount(instance, {}, id)
    return true
  })
  const withdraw = instances.map(
    (instance) => async () => (await instance.accounts.deleteInvitation(workspaceId, id, buildAuditEntry())) !== undefined,
  )
  const settled = await Promise.allSettled([...accept, ...register, ...withdraw].map((attempt) => attempt()))
  for (const each of settled) if (each.status === 'rejected') assert.equal(each.reason.code, 'not_found')
  return settled.filter((each) => each.status === 'fulfilled' && each.value).length
}

function describeResets(open: OpenInstances): void {
  it(
    'use a password reset up once, and not at all after another password',
    onInstances(open, async (instances) => {
      const [one, other] = instances
      const workspaceId = await createWorkspace(one)
      for (let round = 0; round < ROUNDS; round++) {
        const { account } = await settle(one, { workspaceId })
        const reset = buildPasswordReset({ accountId: account.id })
        const audit = { chainIds: [workspaceId, account.id], entry: buildAuditEntry() }
        await one.accounts.createPasswordReset(reset, { ...audit, entry: buildAuditEntry() })
        await other.accounts.createSession(buildSession({ accountId: account.id }))
        const to = (passwordHash: string) => (current: Account) => ({ ...current, passwordHash })
        const attempts = [0, 1, 2, 3].map((index) => async () => {
          await instances[index & 1]?.accounts.resetPassword(reset.hash, to(`reset ${index}`), audit)
        })
        const isChanged = round % 2 === 1
        const change = async () => {
          if (isChanged) await one.accounts.changeAccount(account.id, to('changed'))
        }
        const outcomes = await outcomesOf([...attempts, change])
        const used = outcomes.filter((outcome) => outcome === 'done').length - 1
        assert.ok(used === 1 || (isChanged && used === 0))
        assert.equal(outcomes.filter((outcome) => outcome === 'not_found').length, 4 - used)
        assert.equal((await one.accounts.listSessions(account.id)).length, 1 - used)
        const told = (await one.readAuditEvents(account.id)).filter(({ id }) => id === audit.entry.id)
        assert.equal(told.length, used)
      }
    }),
  )
}

function describeExpiry(open: OpenInstances): void {
  it(
    'count what they remove, and remove it once, when they sweep at once',
    onInstances(open, async (instances) => {
      const [one] = instances
      const workspaceId = await createWorkspace(one)
      const { account } = await settle(one, { workspaceId })
      for (let round = 0; round < ROUNDS; round++) {
        const made = Array.from({ length: 15 }, () => buildSession({ accountId: account.id, expiresAt: atMs(round) }))
        await Promise.all(made.map((session, index) => instances[index & 1]?.accounts.createSession(session)))
        await one.accounts.createInvitation(buildInvitation({ workspaceId, expiresAt: atMs(round) }), buildAuditEntry())
        const sweep = async (instance: OpenedStore) => instance.accounts.deleteExpired(atMs(round + 1), 10)
        const removed = await Promise.all([...instances, ...instances].map(sweep))
        for (;;) {
          const more = await sweep(one)
          if (more === 0) break
          removed.push(more)
        }
        assert.equal(
          removed.reduce((sum, count) => sum + count),
          16,
        )
        assert.deepEqual([await one.accounts.listSessions(account.id), await one.accounts.listInvitations(workspaceId)], [[], []])
      }
    }),
  )
}
