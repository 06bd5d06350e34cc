import type { Clock, Instant } from '@latchkey/core/ports/clock'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { controlPolicy, pathWith } from '../policy-control.ts'
import { expectStatus, type Reply } from './api.ts'
import { type ControlBench, onControlBench, type Shown } from './control-bench.ts'
import { none } from './none.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** What was asked for, and the status that it must come to. */
interface Attempt {
  readonly what: string
  readonly reply: Reply
  readonly expected: number
}

const wrongOf = (attempts: readonly Attempt[]): readonly string[] =>
  attempts
    .filter(({ reply, expected }) => reply.status !== expected)
    .map(({ what, reply, expected }) => `${what}: ${reply.status} instead of ${expected}`)

/** Time that a proof moves on by itself. */
export class PushedClock implements Clock {
  #aheadMs = 0
  now(): Instant {
    return (Date.now() + this.#aheadMs) as Instant
  }
  monotonicMs(): number {
    return performance.now() + this.#aheadMs
  }
  push(ms: number): void {
    this.#aheadMs += ms
  }
}

/** Nobody gets wider than they are, and nobody stays who has gone. */
export const measureEscalations = (clock: Clock & { push(ms: number): void } = new PushedClock()): Promise<Finding> =>
  onControlBench({ overrides: { clock } }, async (bench) => {
    const escalations = await escalate(bench)
    const keys = await mintWider(bench)
    const { attempts: endings, shown } = await end(bench)
    const proofs = await outlive(bench, clock)
    const all = [...escalations, ...keys, ...endings, ...proofs]
    return judge({
      attempts: atLeast(all.length, 60),
      escalated: none(wrongOf(escalations)),
      widerKeys: none(wrongOf(keys)),
      openAfterTheEnd: none(wrongOf(endings)),
      unprovedOrOutlived: none(wrongOf(proofs)),
      ownersLeft: exactly(await ownersOf(bench), 'owner@example.com'),
      credentialsShownLater: none(shown),
    })
  })

const ownersOf = async (bench: ControlBench): Promise<string> => {
  const { body } = expectStatus(await bench.ask(bench.workspaceKey, 'GET', `/workspaces/${bench.workspaceId}/members`), 200)
  const owners = body.members.filter(({ role, project_id }: Record<string, unknown>) => role === 'owner' && project_id === null)
  return owners.map(({ email }: { readonly email: string }) => email).join()
}

async function escalate(bench: ControlBench): Promise<readonly Attempt[]> {
  const { owner, workspaceKey, workspaceId, server } = bench
  const { projectId } = server
  const members = `/workspaces/${workspaceId}/members`
  const attempts: Attempt[] = []
  const attempt = async (what: string, expected: number, ...call: Parameters<ControlBench['ask']>): Promise<void> => {
    attempts.push({ what, expected, reply: await bench.ask(...call) })
  }
  const small = [
    ['developer', await bench.addPerson({ role: 'developer' })],
    ['viewer', await bench.addPerson({ role: 'viewer' })],
    ['owner of a project', await bench.addPerson({ role: 'owner', projectId })],
    ['developer of a project', await bench.addPerson({ role: 'developer', projectId })],
  ] as const
  const wish = { email: 'accomplice@example.com', role: 'owner' }
  for (const [name, { shown, accountId }] of small) {
    const own = `${members}/${accountId}`
    await attempt(`${name} makes himself owner`, 403, shown, 'PATCH', own, { role: 'owner' })
    await attempt(`${name} makes himself owner of the project`, 403, shown, 'PATCH', own, {
      role: 'owner',
      project_id: projectId,
    })
    await attempt(`${name} demotes the owner`, 403, shown, 'PATCH', `${members}/${owner.accountId}`, { role: 'viewer' })
    await attempt(`${name} removes the owner`, 403, shown, 'DELETE', `${members}/${owner.accountId}`)
    await attempt(`${name} invites`, 403, shown, 'POST', `/workspaces/${workspaceId}/invitations`, wish)
    await attempt(`${name} invites to the project`, 403, shown, 'POST', `/workspaces/${workspaceId}/invitations`, {
      ...wish,
      project_id: projectId,
    })
    await attempt(`${name} makes a workspace`, 403, shown, 'POST', '/workspaces', { name: 'mine' })
  }
  await attempt('a key invites', 403, workspaceKey, 'POST', `/workspaces/${workspaceId}/invitations`, wish)
  await attempt('a key makes owners', 403, workspaceKey, 'PATCH', `${members}/${small[0][1].accountId}`, { role: 'owner' })
  const last = `${members}/${owner.accountId}`
  await attempt('the last owner demotes himself', 409, owner.shown, 'PATCH', last, { role: 'viewer' })
  await attempt('the last owner leaves', 409, owner.shown, 'DELETE', last)
  await attempt('a key removes the last owner', 409, workspaceKey, 'DELETE', last)
  await attempt(
    'the owner leaves through the project',
    409,
    owner.shown,
    'DELETE',
    `/projects/${projectId}/members/${owner.accountId}`,
  )
  return [...attempts, ...(await demoteEachOther(bench))]
}

/** Of two owners who demote each other at once, one stays. */
async function demoteEachOther(bench: ControlBench): Promise<readonly Attempt[]> {
  const workspaceId = await bench.addWorkspace('race')
  const other = await bench.addPerson({ role: 'owner', workspaceId })
  const path = (of: { readonly accountId: string }): string => `/workspaces/${workspaceId}/members/${of.accountId}`
  await Promise.all([
    bench.ask(bench.owner.shown, 'PATCH', path(other), { role: 'viewer' }),
    bench.ask(other.shown, 'PATCH', path(bench.owner), { role: 'viewer' }),
  ])
  const still = [bench.owner, other].map(({ shown }) => bench.ask(shown, 'PUT', `/workspaces/${workspaceId}`, { name: 'won' }))
  const replies = (await Promise.all(still)).sort((a, b) => a.status - b.status)
  return replies.map((reply, index) => ({ what: 'two owners demote each other', reply, expected: index === 0 ? 200 : 403 }))
}

async function mintWider(bench: ControlBench): Promise<readonly Attempt[]> {
  const { owner, workspaceId, server, projectKey } = bench
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
  const endsAt = inMs(DAY_MS)
  const ofWorkspace = `/workspaces/${workspaceId}/tokens`
  const ofProject = `/projects/${server.projectId}/tokens`
  const short = await bench.ask(owner.shown, 'POST', ofWorkspace, { name: 'short', expires_at: endsAt })
  const key = { bearer: expectStatus(short, 201).body.value as string }
  const viewer = (await bench.addPerson({ role: 'viewer' })).shown
  const developer = (await bench.addPerson({ role: 'developer' })).shown
  const wishes: readonly (readonly [what: string, shown: Shown, path: string, body: object, expected: number])[] = [
    ['a longer key of its kind', key, ofWorkspace, { expires_at: inMs(DAY_MS + MINUTE_MS) }, 403],
    ['an endless key of its kind', key, ofWorkspace, {}, 403],
    ['an endless key of a project', key, ofProject, {}, 403],
    ['a longer key of a project', key, ofProject, { expires_at: inMs(2 * DAY_MS) }, 403],
    ['an equal key', key, ofWorkspace, { expires_at: endsAt }, 201],
    ['a shorter key of a project', key, ofProject, { expires_at: inMs(MINUTE_MS) }, 201],
    ['a key of its project', projectKey, ofProject, { permissions: 'verify' }, 403],
    ['a key of the workspace', projectKey, ofWorkspace, {}, 403],
    ['a viewer’s key', viewer, ofProject, { permissions: 'read' }, 403],
    ['a viewer’s workspace key', viewer, ofWorkspace, {}, 403],
    ['a developer’s workspace key', developer, ofWorkspace, {}, 403],
    ['a developer’s project key', developer, ofProject, {}, 201],
  ]
  const attempts: Attempt[] = []
  for (const [what, shown, path, body, expected] of wishes)
    attempts.push({ what, expected, reply: await bench.ask(shown, 'POST', path, { name: 'wish', ...body }) })
  return attempts
}

/** Sessions, memberships and keys that are no longer, on the very next request. */
async function end(bench: ControlBench): Promise<{ readonly attempts: readonly Attempt[]; readonly shown: readonly string[] }> {
  const { owner, workspaceId, server } = bench
  const attempts: Attempt[] = []
  const attempt = async (what: string, expected: number, ...call: Parameters<ControlBench['ask']>): Promise<Reply> => {
    const reply = await bench.ask(...call)
    attempts.push({ what, expected, reply })
    return reply
  }
  const members = `/workspaces/${workspaceId}/members`
  const place = `/projects/${server.projectId}`
  const issued = `/projects/${server.slug}/v2alpha1/admin/issuedApiKeys`
  const person = await bench.addPerson({ role: 'developer' })
  const browsers = [person, await bench.signIn(person), await bench.signIn(person), await bench.signIn(person)] as const
  const check = (what: string, expected: number, shown: Shown) => attempt(what, expected, shown, 'GET', place)
  await check('before', 200, person.shown)
  await attempt('sign out', 204, browsers[1].shown, 'POST', '/console/api/logout')
  await check('after signing out', 401, browsers[1].shown)
  const sessions = expectStatus(await bench.ask(browsers[2].shown, 'GET', '/console/api/sessions'), 200).body.sessions
  const ownId = sessions.find(({ is_current }: { readonly is_current: boolean }) => is_current).id
  await attempt('end another session', 204, browsers[3].shown, 'DELETE', `/console/api/sessions/${ownId}`)
  await check('after it was ended elsewhere', 401, browsers[2].shown)
  await attempt('end a session of somebody else', 404, owner.shown, 'DELETE', `/console/api/sessions/${sessions[0].id}`)
  await attempt('a new password', 200, browsers[3].shown, 'POST', '/console/api/password', {
    current_password: person.password,
    new_password: `${person.password}-2`,
  })
  await check('after the password was changed', 401, person.shown)
  const { shown } = browsers[3]
  await check('where it was changed', 200, shown)
  await attempt('the role shrinks', 200, owner.shown, 'PATCH', `${members}/${person.accountId}`, { role: 'viewer' })
  await attempt('after the role shrank', 403, shown, 'PATCH', place, [])
  await attempt('after the role shrank, on the data plane', 403, shown, 'POST', issued, { name: 'x' })
  await attempt('the member is removed', 204, owner.shown, 'DELETE', `${members}/${person.accountId}`)
  await check('after the member was removed', 404, shown)
  await attempt('after the member was removed, on the data plane', 404, shown, 'GET', issued)
  await attempt('after the member was removed, of the workspace', 403, shown, 'GET', `/workspaces/${workspaceId}`)
  await attempt('everywhere', 204, shown, 'DELETE', '/console/api/sessions')
  await check('after signing out everywhere', 401, shown)
  const later = await endKeys(bench, attempt)
  return { attempts, shown: later }
}

/** Resolves to the lists that show a credential after it was made. */
async function endKeys(
  bench: ControlBench,
  attempt: (what: string, expected: number, ...call: Parameters<ControlBench['ask']>) => Promise<Reply>,
): Promise<readonly string[]> {
  const { owner, workspaceId, server } = bench
  const shownLater: string[] = []
  const doors = [
    [`/workspaces/${workspaceId}/tokens`, '/projects'],
    [`/projects/${server.projectId}/tokens`, '/v2alpha1/admin/issuedApiKeys'],
  ] as const
  for (const [tokens, door] of doors) {
    const { body } = await attempt(`a key at ${tokens}`, 201, owner.shown, 'POST', tokens, { name: 'x' })
    await attempt(`it opens ${door}`, 200, { bearer: body.value }, 'GET', door)
    const { body: list } = await attempt('the keys', 200, owner.shown, 'GET', tokens)
    if (JSON.stringify(list).includes('"value"') || JSON.stringify(list).includes(body.value)) shownLater.push(tokens)
    await attempt('it is deleted', 204, owner.shown, 'DELETE', `${tokens}/${body.id}`)
    await attempt(`after the deletion ${door}`, 401, { bearer: body.value }, 'GET', door)
  }
  return shownLater
}

/** What needs a fresh proof, and what time ends. */
async function outlive(bench: ControlBench, clock: { push(ms: number): void }): Promise<readonly Attempt[]> {
  const { owner, workspaceId, server } = bench
  const attempts: Attempt[] = []
  const attempt = async (what: string, expected: number, ...call: Parameters<ControlBench['ask']>): Promise<void> => {
    attempts.push({ what, expected, reply: await bench.ask(...call) })
  }
  const ids = { workspace: workspaceId, project: server.projectId, project_id: server.projectId }
  const rotate = `/projects/${server.projectId}/talos/rotate-hmac-secret`
  clock.push(10 * MINUTE_MS + 1000)
  for (const entry of controlPolicy.filter(({ stepUp }) => stepUp)) {
    const reply = await bench.ask(owner.shown, entry.method, pathWith(entry, ids), entry.body?.('late'))
    const isAsked = reply.body?.error?.id === 'step_up_required'
    attempts.push({ what: `${entry.operation}, unproved`, reply: isAsked ? reply : { ...reply, status: 0 }, expected: 403 })
  }
  await attempt('a wrong proof', 403, owner.shown, 'POST', '/console/api/step-up', { password: 'not this one' })
  await attempt('after a wrong proof', 403, owner.shown, 'POST', rotate, { mode: 'graceful' })
  await attempt('a proof', 200, owner.shown, 'POST', '/console/api/step-up', { password: owner.password })
  await attempt('after a proof', 200, owner.shown, 'POST', rotate, { mode: 'graceful' })
  const idle = await bench.signIn(owner)
  clock.push(12 * 60 * MINUTE_MS + 1000)
  await attempt('after twelve idle hours', 401, idle.shown, 'GET', '/projects')
  const busy = await bench.signIn(owner)
  for (let day = 0; day < 13; day++) {
    clock.push(DAY_MS / 2 - MINUTE_MS)
    await attempt('a busy session', 200, busy.shown, 'GET', '/projects')
  }
  clock.push(DAY_MS / 2)
  await attempt('after seven days', 401, busy.shown, 'GET', '/projects')
  return attempts
}
