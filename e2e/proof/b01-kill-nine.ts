import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { startTestServer } from '../support/test-server.ts'
import { atLeast, type Bar, exactly, type Finding, judge, within } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { ChildServer } from './support/child-server.ts'
import { inspectDatabase, loseAuditRows } from './support/database-checks.ts'
import { create, expectationsOf, type KeyStory, liveUntilKilled } from './support/key-stories.ts'
import { until } from './support/until.ts'
import { times, together } from './support/with-server.ts'

const CLIENTS = 200
const ROUNDS = { pr: 6, full: 20 } as const
const KILL_FROM_MS = 50
const KILL_TO_MS = 500
/** Long after that the round goes on as it is, and its counts tell. */
const UNDER_WAY_WITHIN_MS = 20_000
const SERVING_AGAIN_MS = 5000
const BATCH = 100

const tally = () => ({
  missing: 0,
  endedThatVerify: 0,
  retriesRefused: 0,
  halfWritten: 0,
  corrupt: 0,
  requestIdsWithSeveralKeys: 0,
  requestIdsWithoutKey: 0,
  brokenAuditChains: 0,
})

interface Campaign {
  readonly server: ChildServer
  readonly stories: KeyStory[]
  readonly seen: ReturnType<typeof tally>
  slowestStartMs: number
}

/** Two hundred clients, a kill in their midst, a restart, and a look at everything that was promised. */
async function killOnce(campaign: Campaign, round: number): Promise<void> {
  const { server } = campaign
  const stories: KeyStory[] = []
  const before = new Api(server)
  const clients = together(CLIENTS, (client) => liveUntilKilled(before, `r${round}c${client}`, stories))
  // Every other time as soon as some keys were ended: how far they get within a time depends on the machine.
  if (round % 2 === 1) await until(() => stories.some(({ endingAcknowledged }) => endingAcknowledged), UNDER_WAY_WITHIN_MS)
  await delay(randomInt(KILL_FROM_MS, KILL_TO_MS + 1))
  await server.kill()
  await clients
  before.close()
  campaign.stories.push(...stories)
  campaign.slowestStartMs = Math.max(campaign.slowestStartMs, await server.start())
  const after = new Api(server)
  await checkPromises(after, campaign, stories)
  await retry(after, campaign, stories)
  after.close()
  checkDatabase(campaign)
}

async function checkPromises(api: Api, { seen }: Campaign, stories: readonly KeyStory[]): Promise<void> {
  const { valid, ended, either } = expectationsOf(stories)
  seen.missing += (await verdicts(api, valid)).filter((verdict) => verdict !== 'VALID').length
  const endings = await verdicts(api, ended)
  seen.endedThatVerify += endings.filter((verdict) => verdict === 'VALID').length
  seen.missing += [...endings, ...(await verdicts(api, either))].filter(
    (verdict) => verdict === 'VERIFICATION_ERROR_NOT_FOUND',
  ).length
}

async function verdicts(api: Api, credentials: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (let from = 0; from < credentials.length; from += BATCH) {
    const requests = credentials.slice(from, from + BATCH).map((credential) => ({ credential }))
    const { body } = expectStatus(await api.admin('POST', '/apiKeys:batchVerify', { requests }), 200)
    found.push(
      ...body.results.map((result: { is_valid: boolean; error_code?: string }) =>
        result.is_valid ? 'VALID' : result.error_code,
      ),
    )
  }
  return found
}

/** Whoever got no answer asks again with the same request id. */
async function retry(api: Api, { seen }: Campaign, stories: readonly KeyStory[]): Promise<void> {
  const unanswered = stories.filter(({ created }) => created === 'asked')
  const replies = await Promise.all(unanswered.map((story) => create(api, story)))
  seen.retriesRefused += replies.filter(({ status }) => status !== 201).length
}

function checkDatabase({ server, stories, seen }: Campaign): void {
  const state = inspectDatabase(server.databaseFile)
  seen.halfWritten += state.halfWritten
  seen.requestIdsWithSeveralKeys += state.namesWithSeveralKeys
  seen.requestIdsWithoutKey += stories.length - state.names
  if (state.integrity !== 'ok') seen.corrupt++
}

/** What was promised in earlier rounds still holds at the end, and the whole audit chain verifies. */
async function checkAtTheEnd(campaign: Campaign): Promise<void> {
  const { server, stories, seen } = campaign
  const api = new Api(server)
  await checkPromises(api, campaign, stories)
  api.close()
  await server.kill()
  const reader = await startTestServer({ folder: server.folder })
  const chain = await reader.server.readAuditEvents(reader.projectId)
  if (!verifyAuditChain(chain).intact) seen.brokenAuditChains++
  await reader.stop()
}

async function campaign(rounds: number, prepare: () => Promise<ChildServer>): Promise<Finding> {
  const server = await prepare()
  const running: Campaign = { server, stories: [], seen: tally(), slowestStartMs: 0 }
  try {
    await server.start()
    await times(rounds, (round) => killOnce(running, round))
    await checkAtTheEnd(running)
  } finally {
    await server.remove()
  }
  const acknowledged = running.stories.filter(({ created }) => created === 'acknowledged').length
  return judge({
    ...Object.fromEntries(Object.entries(running.seen).map(([name, count]) => [name, exactly(count, 0)])),
    unexpectedAnswers: exactly(
      running.stories.reduce((total, story) => total + story.unexpectedAnswers, 0),
      0,
    ),
    kills: exactly(rounds, rounds),
    keysAcknowledged: atLeast(acknowledged, rounds),
    endingsAcknowledged: atLeast(running.stories.filter(({ endingAcknowledged }) => endingAcknowledged).length, 1),
    keysUnanswered: atLeast(running.stories.length - acknowledged, 1),
    servingAgainMs: within(Math.round(running.slowestStartMs), SERVING_AGAIN_MS),
  })
}

const EARLY_ANSWERING = resolve(import.meta.dirname, 'support/early-answering-server.ts')

/** A server whose database loses audit rows from its second start on. */
async function withLossyAudit(): Promise<ChildServer> {
  const server = await ChildServer.prepare()
  await server.start()
  await server.kill()
  loseAuditRows(server.databaseFile)
  return server
}

export const bar: Bar = {
  id: 'b01',
  inTests: 'without_control',
  title: 'kill -9 loses nothing that was acknowledged and leaves nothing half written',
  run: (tier) => campaign(ROUNDS[tier], () => ChildServer.prepare()),
  controls: [
    {
      broken: 'keys are acknowledged before they are stored',
      run: () => campaign(2, () => ChildServer.prepare([EARLY_ANSWERING])),
    },
    { broken: 'a key and its audit event are not one transaction', run: () => campaign(1, withLossyAudit) },
  ],
}
