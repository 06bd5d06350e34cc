import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openAdministration } from '@latchkey/server/administration'
import type { ServerProcess } from '@latchkey/testkit/servers/server-process'
import { atLeast, type Bar, exactly, type Finding, judge, within } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { type ChildInstances, startChildren } from './support/child-instances.ts'
import type { ChildServer, Command } from './support/child-server.ts'
import { inspectDatabase } from './support/database-checks.ts'
import { type DurableBackend, openDurableBackend } from './support/durable-backend.ts'
import { instancesOf } from './support/instances.ts'
import { create, expectationsOf, type KeyStory, liveUntilKilled } from './support/key-stories.ts'
import { until, untilTrue } from './support/until.ts'
import { times, together } from './support/with-server.ts'

const INSTANCES = instancesOf(2)
const CLIENTS = 200
const ROUNDS = { pr: 6, full: 20 } as const
const KILL_FROM_MS = 50
const KILL_TO_MS = 500
/** Long after that the round goes on as it is, and its counts tell. */
const UNDER_WAY_WITHIN_MS = 20_000
const SERVING_AGAIN_MS = 5000
/** A server that hears of nothing but the log still knows it by then. */
const NOTICED_ELSEWHERE_MS = 1000
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
  readonly instances: ChildInstances
  readonly backend: DurableBackend
  readonly stories: KeyStory[]
  readonly seen: ReturnType<typeof tally>
  databaseKills: number
  slowestStartMs: number
}

/** Two hundred clients, a kill in their midst, a restart, and a look at everything that was promised. */
async function killOnce(campaign: Campaign, round: number): Promise<void> {
  const { all } = campaign.instances
  const stories: KeyStory[] = []
  let isOver = false
  const before = all.map((server) => new Api(server))
  const lives = { stories, isOver: () => isOver }
  const clients = Promise.all(
    before.map((api, index) =>
      together(CLIENTS / all.length, (client) => liveUntilKilled(api, `r${round}s${index}c${client}`, lives)),
    ),
  )
  // Every other time as soon as some keys were ended: how far they get within a time depends on the machine.
  if (round % 2 === 1) await until(() => stories.some(({ endingAcknowledged }) => endingAcknowledged), UNDER_WAY_WITHIN_MS)
  await delay(randomInt(KILL_FROM_MS, KILL_TO_MS + 1))
  const restart = await kill(campaign, round)
  isOver = true
  await clients
  for (const api of before) api.close()
  campaign.stories.push(...stories)
  campaign.slowestStartMs = Math.max(campaign.slowestStartMs, await restart())
  await checkAfter(campaign, stories)
}

/** The database, all servers, or one of them while the others go on. Resolves to what brings them back. */
async function kill(campaign: Campaign, round: number): Promise<() => Promise<number>> {
  const { instances, backend } = campaign
  const { database } = backend
  if (database !== undefined && round % 3 === 1) {
    campaign.databaseKills++
    await database.kill()
    return () => restartDatabase(database, instances)
  }
  const victims = round % 2 === 0 ? instances.all : [instances.all[0]]
  for (const victim of victims) await victim.kill()
  return async () => {
    const startedMs: number[] = []
    for (const victim of victims) startedMs.push(await victim.start())
    return Math.max(...startedMs)
  }
}

/** Resolves to the milliseconds from its first answer until every server works with it again. */
async function restartDatabase(database: ServerProcess, { all }: ChildInstances): Promise<number> {
  await database.restart()
  const startedAt = performance.now()
  const isReady = async ({ port }: ChildServer): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok
  for (const server of all) {
    // What a server said before it ended is worth more than that nobody listens.
    await untilTrue(() => isReady(server), 2 * SERVING_AGAIN_MS).catch((cause: unknown) => {
      throw new Error(`a server did not outlive its database: ${server.output.slice(-4000)}`, { cause })
    })
  }
  return performance.now() - startedAt
}

async function checkAfter(campaign: Campaign, stories: readonly KeyStory[]): Promise<void> {
  const { all } = campaign.instances
  const [first] = all
  if (all.length > 1) await delay(NOTICED_ELSEWHERE_MS)
  for (const server of all) {
    const api = new Api(server)
    await checkPromises(api, campaign, stories)
    api.close()
  }
  const api = new Api(first)
  await retry(api, campaign, stories)
  api.close()
  await checkDatabase(campaign)
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

async function checkDatabase({ instances, stories, seen }: Campaign): Promise<void> {
  const state = await inspectDatabase(instances.settings['LATCHKEY_DB_DSN'] ?? instances.all[0].databaseFile)
  seen.halfWritten += state.halfWritten
  seen.requestIdsWithSeveralKeys += state.namesWithSeveralKeys
  seen.requestIdsWithoutKey += stories.length - state.names
  if (state.integrity !== 'ok') seen.corrupt++
}

/** What was promised in earlier rounds still holds at the end, and every audit chain verifies. */
async function checkAtTheEnd(campaign: Campaign): Promise<void> {
  const { instances, stories, seen } = campaign
  const [first] = instances.all
  const api = new Api(first)
  await checkPromises(api, campaign, stories)
  api.close()
  const administration = await openAdministration({ configFile: undefined, environment: instances.settings })
  try {
    const chains = await administration.verifyAudit({})
    seen.brokenAuditChains += chains.filter(({ report }) => report.problem !== undefined).length
  } finally {
    await administration.close()
  }
}

async function campaign(rounds: number, command?: Command): Promise<Finding> {
  const backend = await openDurableBackend()
  const instances = await startChildren({ count: INSTANCES, command, settings: backend.settings })
  const running: Campaign = { instances, backend, stories: [], seen: tally(), databaseKills: 0, slowestStartMs: 0 }
  try {
    await times(rounds, (round) => killOnce(running, round))
    await checkAtTheEnd(running)
  } finally {
    await instances.remove()
    await backend.stop()
  }
  return judgeCampaign(running, rounds)
}

function judgeCampaign({ stories, seen, backend, databaseKills, slowestStartMs }: Campaign, rounds: number): Finding {
  const acknowledged = stories.filter(({ created }) => created === 'acknowledged').length
  return judge({
    ...Object.fromEntries(Object.entries(seen).map(([name, count]) => [name, exactly(count, 0)])),
    unexpectedAnswers: exactly(
      stories.reduce((total, story) => total + story.unexpectedAnswers, 0),
      0,
    ),
    kills: exactly(rounds, rounds),
    ...(backend.database === undefined ? {} : { databaseKills: atLeast(databaseKills, Math.floor((rounds + 1) / 3)) }),
    keysAcknowledged: atLeast(acknowledged, rounds),
    endingsAcknowledged: atLeast(stories.filter(({ endingAcknowledged }) => endingAcknowledged).length, 1),
    keysUnanswered: atLeast(stories.length - acknowledged, 1),
    servingAgainMs: within(Math.round(slowestStartMs), SERVING_AGAIN_MS),
  })
}

const broken = (script: string): Command => [resolve(import.meta.dirname, 'support', script)]

export const bar: Bar = {
  id: 'b01',
  inTests: 'nothing',
  title: 'kill -9 loses nothing that was acknowledged and leaves nothing half written',
  instances: INSTANCES,
  run: (tier) => campaign(ROUNDS[tier]),
  controls: [
    { broken: 'keys are acknowledged before they are stored', run: () => campaign(2, broken('early-answering-server.ts')) },
    { broken: 'a key and its audit event are not one transaction', run: () => campaign(1, broken('lossy-audit-server.ts')) },
  ],
}
