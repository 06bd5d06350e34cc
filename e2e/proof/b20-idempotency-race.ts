import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import { openAdministration } from '@latchkey/server/administration'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { storeWithLooseIdempotency } from '@latchkey/testkit/fault/broken-ports'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { Api, expectStatus, type Reply } from './support/api.ts'
import { type ChildInstances, startChildren } from './support/child-instances.ts'
import { type Instances, instancesOf, withInstances } from './support/instances.ts'
import { times, together } from './support/with-server.ts'

const INSTANCES = instancesOf(2)
const CALLERS = 100
const ROUNDS = { pr: 10, full: 200 } as const
const KILLS = { pr: 2, full: 20 } as const
const RETENTION_MS = 24 * 60 * 60 * 1000

const issueAs = (api: Api, requestId: string, name = 'same words'): Promise<Reply> =>
  api.admin('POST', '/issuedApiKeys', { name, request_id: requestId })

const keyIdOf = ({ body }: Reply): string => body.issued_api_key.key_id
const hasSecret = ({ body }: Reply): boolean => body.secret !== ''
const keysNamed = async (api: Api, name: string): Promise<number> => (await api.list('issuedApiKeys', `name="${name}"`)).length

const tally = () => ({ roundsWithOtherAnswers: 0, roundsWithoutOneKey: 0, roundsWithoutOneSecret: 0, otherWordsAccepted: 0 })
type Tally = ReturnType<typeof tally>

async function repeatTogether({ at }: Instances, requestId: string, seen: Tally): Promise<void> {
  const { api } = at(0)
  const replies = await together(CALLERS, (caller) => issueAs(at(caller).api, requestId, requestId))
  if (replies.some(({ status }) => status !== 201)) seen.roundsWithOtherAnswers++
  const ids = new Set(replies.filter(({ status }) => status === 201).map(keyIdOf))
  if (ids.size !== 1 || (await keysNamed(api, requestId)) !== 1) seen.roundsWithoutOneKey++
  if (replies.filter((reply) => reply.status === 201 && hasSecret(reply)).length !== 1) seen.roundsWithoutOneSecret++
  if ((await issueAs(api, requestId, 'other words')).status !== 409) seen.otherWordsAccepted++
}

/** Another project and the other collection know nothing of the request id; the length has a limit. */
async function borders(api: Api, server: TestServer): Promise<Finding> {
  const requestId = 'of one project and collection'
  const first = expectStatus(await issueAs(api, requestId), 201)
  const neighbour = await neighbourOf(server)
  const foreign = expectStatus(await issueAs(neighbour, requestId), 201)
  const imported = await api.admin('POST', '/importedApiKeys', {
    raw_key: 'beside',
    name: 'same words',
    actor_id: 'a',
    request_id: requestId,
  })
  neighbour.close()
  return judge({
    otherProjectIsIndependent: exactly(String(hasSecret(foreign) && keyIdOf(foreign) !== keyIdOf(first)), 'true'),
    otherCollectionIsIndependent: exactly(imported.status, 201),
    longestAccepted: exactly((await issueAs(api, 'x'.repeat(36))).status, 201),
    overLong: exactly((await issueAs(api, 'x'.repeat(37))).status, 400),
  })
}

async function neighbourOf(server: TestServer): Promise<Api> {
  const administration = await openAdministration(server)
  try {
    const { slug } = await administration.createProject({ name: 'Neighbour', environment: 'dev' })
    const { credential } = await administration.createProjectApiKey({
      project: slug,
      name: 'proof',
      permissions: ['keys:issue'],
      expiresAt: undefined,
    })
    return new Api({ port: server.port, projectKey: credential.reveal(), base: `/projects/${slug}` })
  } finally {
    await administration.close()
  }
}

const race = (tier: Tier, keyStore: (store: KeyStore) => KeyStore = (store) => store): Promise<Finding> =>
  withInstances(
    INSTANCES,
    () => ({ overrides: { keyStore } }),
    async (instances) => {
      const { api, server } = instances.at(0)
      const seen = tally()
      await times(ROUNDS[tier], (round) => repeatTogether(instances, `round-${round}`, seen))
      const counts = Object.fromEntries(Object.entries(seen).map(([name, count]) => [name, exactly(count, 0)]))
      return combine({ race: judge(counts), borders: await borders(api, server) })
    },
  )

/** A day later, and over a restart, the same request id still means the same key. */
async function retention(): Promise<Finding> {
  const clock = new FakeClock()
  const first = await startTestServer({ overrides: { clock } })
  try {
    const original = await withApi(first, (api) => issueAs(api, 'kept for a day'))
    await first.server.stop()
    clock.advance(RETENTION_MS)
    const { folder, projectKey } = first
    const second = await startTestServer({ folder, projectKey, overrides: { clock } })
    const replay = await withApi(second, (api) => issueAs(api, 'kept for a day'))
    await second.stop()
    return judge({
      status: exactly(replay.status, 201),
      sameKey: exactly(String(keyIdOf(replay) === keyIdOf(original)), 'true'),
      secretShownAgain: exactly(String(hasSecret(replay)), 'false'),
    })
  } finally {
    await first.stop()
  }
}

async function withApi<R>(server: TestServer, act: (api: Api) => Promise<R>): Promise<R> {
  const api = new Api(server)
  try {
    return await act(api)
  } finally {
    api.close()
  }
}

const killTally = () => ({ keysBesideTheOne: 0, otherKeyIds: 0, roundsWithSeveralSecrets: 0, unansweredBySurvivor: 0 })
type KillTally = ReturnType<typeof killTally>

/** One server killed in the middle of a hundred equal calls to all: whoever was answered, and every retry, has the same key. */
async function killed(tier: Tier): Promise<Finding> {
  const seen = killTally()
  const instances = await startChildren({ count: INSTANCES })
  try {
    await times(KILLS[tier], (round) => killDuring(instances, `killed-${round}`, seen))
  } finally {
    await instances.remove()
  }
  return judge(Object.fromEntries(Object.entries(seen).map(([name, count]) => [name, exactly(count, 0)])))
}

async function killDuring({ all }: ChildInstances, requestId: string, seen: KillTally): Promise<void> {
  const [victim] = all
  const before = all.map((server) => new Api(server))
  const calls = Promise.all(before.map((api, index) => callUntilKilled(api, requestId, index > 0 ? seen : undefined)))
  await delay(randomInt(1, 60))
  await victim.kill()
  const answered = (await calls).flat()
  for (const api of before) api.close()
  await victim.start()
  const after = all.map((server) => new Api(server))
  const retries = await Promise.all(after.map((api) => together(10, () => issueAs(api, requestId, requestId))))
  const replies = [...answered, ...retries.flat().map((reply) => expectStatus(reply, 201))]
  seen.otherKeyIds += new Set(replies.map(keyIdOf)).size - 1
  for (const api of after) seen.keysBesideTheOne += Math.abs((await keysNamed(api, requestId)) - 1)
  if (replies.filter(hasSecret).length > 1) seen.roundsWithSeveralSecrets++
  for (const api of after) api.close()
}

/** The share of one server in a hundred equal calls; a server that is not killed answers all of them. */
async function callUntilKilled(api: Api, requestId: string, survivor: KillTally | undefined): Promise<readonly Reply[]> {
  const replies = await together(CALLERS / INSTANCES, () => issueAs(api, requestId, requestId).catch(() => undefined))
  const answered = replies.filter((reply): reply is Reply => reply?.status === 201)
  if (survivor !== undefined) survivor.unansweredBySurvivor += replies.length - answered.length
  return answered
}

export const bar: Bar = {
  id: 'b20',
  inTests: 'without_control',
  instances: INSTANCES,
  title: 'one request id makes one key and shows one secret, however often and however concurrently it is sent',
  run: async (tier) => combine({ ...(await parts(tier)) }),
  controls: [
    {
      broken: 'the store looks for the request id in one step and remembers it in another',
      run: () => race('pr', storeWithLooseIdempotency),
    },
  ],
}

async function parts(tier: Tier): Promise<Readonly<Record<string, Finding>>> {
  return { together: await race(tier), retention: await retention(), killed: await killed(tier) }
}
