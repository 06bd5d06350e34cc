import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { auditKeysOf } from '@latchkey/core/events/audit-keys'
import { makeCutChain } from '@latchkey/core/events/cut-chain'
import { makeVerifyChain } from '@latchkey/core/events/verify-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { Instant } from '@latchkey/core/ports/clock'
import { SOURCES_MAX, type UsageStore, type UsageTally } from '@latchkey/core/ports/usage-store'
import type { Claim, WebhookStore } from '@latchkey/core/ports/webhook-store'
import { addCounts, emptyCounts, type OutcomeCounts, sumOfCounts } from '@latchkey/core/usage/usage-event'
import { usagePeriods } from '@latchkey/core/usage/usage-period'
import { buildAuditEntry, buildProjectRecord, buildWorkspaceEntry, buildWorkspaceRecord } from './builders.ts'
import { atMs } from './fake-clock.ts'
import type { OpenedStore } from './opened-store.ts'
import { SeededRandom } from './seeded-random.ts'
import { type OpenInstances, onInstances, ROUNDS } from './several-instances.ts'
import { allOf, FOREVER, tallyAt, USAGE_DAY } from './usage-builders.ts'
import { buildEndpoint, buildPublishedMessage, buildWebhookEntry } from './webhook-builders.ts'

interface Shared {
  readonly one: OpenedStore
  readonly other: OpenedStore
  readonly workspaceId: string
  readonly projectId: ProjectId
}

/**
 * What usage, webhooks and audit chains promise when two instances write to them at the same time. `open` gives an empty
 * database each time.
 */
export function describeRecordsOnSeveralInstances(adapter: string, open: OpenInstances): void {
  describe(`records on several instances with ${adapter}`, () => {
    describeUsage(open)
    describeRoom(open)
    describeDeliveries(open)
    describeMessages(open)
    describeChains(open)
  })
}

const onProject = (open: OpenInstances, test: (shared: Shared) => Promise<void>) =>
  onInstances(open, async ([one, other]) => {
    const workspace = buildWorkspaceRecord()
    const project = buildProjectRecord({ workspaceId: workspace.id })
    await one.projects.createWorkspace(workspace, buildWorkspaceEntry())
    await one.projects.createProject(project, [], buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
    await test({ one, other, workspaceId: workspace.id, projectId: project.id })
  })

const WRITERS = 8
const FLUSHES = 6
const ADDRESSES = SOURCES_MAX + 30

/** What one writer hands over at a time: some keys, more addresses than are told apart, minutes on both sides of midnight. */
function drawTallies(random: SeededRandom, projectId: ProjectId): readonly UsageTally[] {
  return Array.from({ length: 60 }, () => {
    const at = USAGE_DAY + (random.below(4) - 2) * 60_000
    const by = { valid: random.below(5), expired: 1 + random.below(3) }
    return tallyAt(projectId, at, { keyId: `key-${random.below(3)}`, ip: `192.0.2.${random.below(ADDRESSES)}`, by })
  })
}

const sumOf = (tallies: readonly Pick<UsageTally, 'counts'>[]): OutcomeCounts => {
  const sum = emptyCounts()
  for (const { counts } of tallies) addCounts(sum, counts)
  return sum
}

const totalOf = (counted: readonly { readonly count: number }[]): number => counted.reduce((sum, { count }) => sum + count, 0)

function describeUsage(open: OpenInstances): void {
  it(
    'count every verification once, whoever writes to the same figures at the same time',
    onProject(open, async ({ one, other, projectId }) => {
      const recorded: UsageTally[] = []
      const write = async ({ usage }: OpenedStore, writer: number): Promise<void> => {
        const random = new SeededRandom(`writer ${writer}`)
        for (let flush = 0; flush < FLUSHES; flush++) {
          const tallies = drawTallies(random, projectId)
          await usage.recordUsage(tallies)
          recorded.push(...tallies)
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer % 2 === 0 ? one : other, writer)))
      await assertFigures(other.usage, projectId, recorded)
      for (const [keyId, ofKey] of Map.groupBy(recorded, (tally) => tally.keyId)) {
        await assertAddresses(one.usage, projectId, keyId, ofKey)
      }
    }),
  )
}

/** One verification from each address. */
const tallyEach = (projectId: ProjectId, keyId: string, addresses: readonly string[]): readonly UsageTally[] =>
  addresses.map((ip) => tallyAt(projectId, USAGE_DAY, { keyId, ip, by: { expired: 1 } }))

function describeRoom(open: OpenInstances): void {
  it(
    'tell no more addresses apart than there is room for, whoever brings the last ones',
    onProject(open, async ({ one, other, projectId }) => {
      const nearlyAll = Array.from({ length: SOURCES_MAX - 5 }, (_, index) => `192.0.2.${index}`)
      for (let round = 0; round < 5; round++) {
        const keyId = `key-${round}`
        await one.usage.recordUsage(tallyEach(projectId, keyId, nearlyAll))
        const record = ({ usage }: OpenedStore, writer: number) =>
          usage.recordUsage(
            tallyEach(
              projectId,
              keyId,
              Array.from({ length: 10 }, (_, index) => `198.51.100.${writer * 10 + index}`),
            ),
          )
        await Promise.all(Array.from({ length: WRITERS }, (_, writer) => record(writer % 2 === 0 ? one : other, writer)))
        const sources = await one.usage.listSources(projectId, keyId)
        const failures = await other.usage.listFailures(projectId, { keyId, ...FOREVER, after: undefined, limit: 1_000 })
        for (const counted of [sources, failures]) {
          const rest = counted.find(({ ip }) => ip === '')?.count
          assert.deepEqual([counted.length, rest], [SOURCES_MAX + 1, WRITERS * 10 - 5])
        }
      }
    }),
  )
}

async function assertFigures(usage: UsageStore, projectId: ProjectId, recorded: readonly UsageTally[]): Promise<void> {
  const keys = Map.groupBy(recorded, ({ keyId }) => keyId)
  for (const period of usagePeriods) {
    const [all] = (await usage.queryUsage(projectId, allOf({ period }))).groups
    assert.deepEqual(all?.counts, sumOf(recorded))
    const { groups } = await usage.queryUsage(projectId, allOf({ period, groupBy: 'key' }))
    assert.equal(groups.length, keys.size)
    for (const { name, counts } of groups) assert.deepEqual(counts, sumOf(keys.get(name ?? '') ?? []))
  }
}

async function assertAddresses(
  usage: UsageStore,
  projectId: ProjectId,
  keyId: string,
  recorded: readonly UsageTally[],
): Promise<void> {
  const sources = await usage.listSources(projectId, keyId)
  assert.equal(totalOf(sources), sumOfCounts(sumOf(recorded)))
  assert.ok(sources.some(({ ip }) => ip === ''))
  const failures = await usage.listFailures(projectId, { keyId, ...FOREVER, after: undefined, limit: 10_000 })
  assert.equal(totalOf(failures), sumOfCounts(sumOf(recorded).slice(1)))
  for (const inMinute of Map.groupBy(failures, ({ minute }) => minute).values()) {
    assert.ok(inMinute.filter(({ ip }) => ip !== '').length <= SOURCES_MAX)
  }
}

const CLAIM_ROUNDS = 200

const claimOf = (claimer: string, overrides: Partial<Claim> = {}): Claim => ({
  claimer,
  now: atMs(1),
  until: atMs(1_000),
  limit: 2,
  perEndpoint: 2,
  busy: [],
  ...overrides,
})

async function addEndpoint(webhooks: WebhookStore, projectId: ProjectId): Promise<string> {
  const endpoint = buildEndpoint({ projectId })
  await webhooks.createEndpoint(endpoint, buildWebhookEntry(), 100)
  return endpoint.id
}

function describeDeliveries(open: OpenInstances): void {
  it(
    'claim no delivery twice, and all of them in the end',
    onProject(open, async ({ one, other, projectId }) => {
      await addEndpoint(one.webhooks, projectId)
      const messages = Array.from({ length: 600 }, () => buildPublishedMessage())
      assert.equal(await one.webhooks.publish(projectId, messages), messages.length)
      const claimed: string[] = []
      for (let round = 0; round < CLAIM_ROUNDS; round++) {
        const both = await Promise.all([one.webhooks.claim(claimOf('one')), other.webhooks.claim(claimOf('other'))])
        claimed.push(...both.flat().map(({ message }) => message.id))
      }
      const rest = await other.webhooks.claim(claimOf('other', { limit: 600, perEndpoint: 600 }))
      claimed.push(...rest.map(({ message }) => message.id))
      assert.deepEqual(claimed.toSorted(), messages.map(({ id }) => id).toSorted())
    }),
  )

  it(
    'begin what is dead anew once, and what is replayed never under an attempt',
    onProject(open, async ({ one, other, projectId }) => {
      const endpointId = await addEndpoint(one.webhooks, projectId)
      const message = buildPublishedMessage()
      await one.webhooks.publish(projectId, [message])
      const reference = { projectId, endpointId, messageId: message.id }
      for (let round = 0; round < ROUNDS; round++) {
        const [now, until] = [atMs(round * 10), atMs(round * 10 + 5)]
        const [claimed, replayed] = await Promise.allSettled([
          one.webhooks.claim(claimOf('one', { now, until })),
          other.webhooks.replay(reference, now),
        ])
        assert.ok(claimed.status === 'fulfilled')
        const attempts = replayed.status === 'rejected' || claimed.value.length > 0 ? 1 : 0
        assert.equal((await one.webhooks.findDelivery(reference))?.attempts, attempts)
        await one.webhooks.claim(claimOf('one', { now, until }))
        await one.webhooks.settle(reference, 'one', dead)
        const wanted = { since: atMs(0), now: atMs((round + 1) * 10), limit: 10 }
        const begun = await Promise.all([one, other].map(({ webhooks }) => webhooks.replayDead(projectId, endpointId, wanted)))
        assert.deepEqual(begun.toSorted(), [0, 1])
      }
    }),
  )
}

const dead = { state: 'dead', nextAttemptAt: undefined, attemptedAt: atMs(1), status: 500, error: 'status_not_2xx' } as const

function describeMessages(open: OpenInstances): void {
  it(
    'take one message per dedup key and one per id',
    onProject(open, async ({ one, other, projectId }) => {
      const endpointId = await addEndpoint(one.webhooks, projectId)
      for (let round = 0; round < ROUNDS; round++) {
        const same = buildPublishedMessage()
        const publish = ({ webhooks }: OpenedStore) =>
          webhooks.publish(projectId, [buildPublishedMessage({ dedupKey: `key ${round}` }), same])
        const taken = await Promise.all([publish(one), publish(other), publish(one), publish(other)])
        assert.equal(
          taken.reduce((sum, count) => sum + count),
          2,
        )
      }
      const all = { state: undefined, after: undefined, limit: 1_000 }
      assert.equal((await other.webhooks.listDeliveries(projectId, endpointId, all)).length, 2 * ROUNDS)
      const removing = [one, other].map(({ webhooks }) => webhooks.removeBefore({ messages: atMs(1), dedupKeys: atMs(1) }, 1_000))
      await Promise.all(removing)
      assert.equal((await one.webhooks.listDeliveries(projectId, endpointId, all)).length, 0)
    }),
  )
}

function describeChains(open: OpenInstances): void {
  it(
    'cut a chain that both go on writing, so that what is left can be proved at any time',
    onProject(open, async ({ one, other, workspaceId }) => {
      const write = async ({ projects }: OpenedStore): Promise<void> => {
        for (let at = 0; at < 40; at++) {
          const audit = buildAuditEntry({ at: atMs(at), event: 'workspace.updated', targetKind: 'workspace' })
          await projects.changeWorkspace(workspaceId, (workspace) => ({ workspace, audit }))
        }
      }
      const cut = async (auditLog: AuditLog): Promise<number> => {
        let events = 0
        for (let round = 0; round < ROUNDS; round++) events += await cutterOf(auditLog)(workspaceId, 0, 3)
        return events
      }
      const verify = async (auditLog: AuditLog) => verifierOf(auditLog)(workspaceId, { mustExist: true })
      const proveAgain = async (): Promise<void> => {
        for (let round = 0; round < 10; round++) assert.equal((await verify(one.auditLog)).problem, undefined)
      }
      const [, , ofOne, ofOther] = await Promise.all([
        write(one),
        write(other),
        cut(one.auditLog),
        cut(other.auditLog),
        proveAgain(),
      ])
      const { problem, events, last, checkpoint } = await verify(other.auditLog)
      assert.deepEqual([problem, last.sequence], [undefined, 81])
      assert.equal((checkpoint?.sequence ?? 0) + events, 81)
      assert.equal(checkpoint?.sequence ?? 0, ofOne + ofOther)
    }),
  )
}

const keys = auditKeysOf({ current: new Uint8Array(32).fill(7), retired: [] })
const cutterOf = (auditLog: AuditLog) => makeCutChain({ auditLog, keys, clock: { now: (): Instant => atMs(1_000_000) } })
const verifierOf = (auditLog: AuditLog) => makeVerifyChain({ auditLog, keys })
