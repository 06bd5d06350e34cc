import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import {
  type FailureCount,
  type FailureCursor,
  type FailureQuery,
  SOURCES_MAX,
  type UsageEnds,
  type UsageFigures,
  type UsageQuery,
  type UsageSource,
  type UsageStore,
  type UsageTally,
} from '@latchkey/core/ports/usage-store'
import { busiestNames, UsageCollector } from '@latchkey/core/usage/usage-collector'
import {
  addCounts,
  emptyCounts,
  NO_IP,
  type OutcomeCounts,
  outcomeIndex,
  sumOfCounts,
  usageOutcomes,
} from '@latchkey/core/usage/usage-event'
import { startOfPeriod, type UsagePeriod, usagePeriods } from '@latchkey/core/usage/usage-period'
import type { MemoryPlaces } from './memory-places.ts'

interface Bucket {
  readonly period: UsagePeriod
  readonly startsAt: Instant
  readonly keyId: string
  readonly actorId: string
  readonly counts: number[]
}

interface ProjectFigures {
  readonly buckets: Map<string, Bucket>
  readonly sources: Map<string, Map<string, UsageSource>>
  readonly failures: Map<string, FailureCount>
}

/** Figures in memory, gone with the process. */
export class MemoryUsageStore implements UsageStore {
  readonly #places: Pick<MemoryPlaces, 'projects'>
  readonly #figures = new Map<ProjectId, ProjectFigures>()

  constructor(places: Pick<MemoryPlaces, 'projects'>) {
    this.#places = places
  }

  recordUsage(tallies: readonly UsageTally[]): void {
    for (const tally of tallies) {
      const state = this.#places.projects.get(tally.projectId)?.project.state
      if (state === undefined || state === 'deleted') continue
      const figures = this.#figuresOf(tally.projectId)
      for (const period of usagePeriods) addToBucket(figures, period, tally)
      addToSource(figures, tally)
      addToFailures(figures, tally)
    }
  }

  queryUsage(projectId: ProjectId, query: UsageQuery): UsageFigures {
    const meant = [...this.#figuresOf(projectId).buckets.values()].filter((bucket) => isMeant(bucket, query))
    const nameOf = (bucket: Bucket): string => (query.groupBy === 'actor' ? bucket.actorId : bucket.keyId)
    const totals = new Map<string, number>()
    for (const bucket of meant) totals.set(nameOf(bucket), (totals.get(nameOf(bucket)) ?? 0) + sumOfCounts(bucket.counts))
    const collector = new UsageCollector(query.groupBy === 'none' ? new Set() : busiestNames(totals, query.top))
    for (const bucket of meant) collector.add(nameOf(bucket), bucket.startsAt, bucket.counts)
    return collector.figures()
  }

  listSources(projectId: ProjectId, keyId: string): readonly UsageSource[] {
    const sources = [...(this.#figuresOf(projectId).sources.get(keyId)?.values() ?? [])]
    return sources.sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.ip < b.ip ? -1 : 1))
  }

  listFailures(projectId: ProjectId, { keyId, from, to, after, limit }: FailureQuery): readonly FailureCount[] {
    return [...this.#figuresOf(projectId).failures.values()]
      .filter((failure) => (keyId === undefined || failure.keyId === keyId) && failure.minute >= from && failure.minute < to)
      .filter((failure) => after === undefined || inPageOrder(after, failure) < 0)
      .sort(inPageOrder)
      .slice(0, limit)
  }

  removeUsageBefore(ends: UsageEnds, limit: number): { readonly removed: number; readonly hasMore: boolean } {
    let left = limit
    for (const { buckets, sources, failures } of this.#figures.values()) {
      left -= removeSome(buckets, ({ period, startsAt }) => startsAt < ends[period], left)
      left -= removeSome(failures, ({ minute }) => minute < ends.failures, left)
      for (const ofKey of sources.values()) left -= removeSome(ofKey, ({ lastSeenAt }) => lastSeenAt < ends.sources, left)
    }
    return { removed: limit - left, hasMore: left === 0 }
  }

  /** Forgets the figures of a project that is gone. */
  removeProject(projectId: ProjectId): void {
    this.#figures.delete(projectId)
  }

  #figuresOf(projectId: ProjectId): ProjectFigures {
    const known = this.#figures.get(projectId)
    if (known !== undefined) return known
    const fresh: ProjectFigures = { buckets: new Map(), sources: new Map(), failures: new Map() }
    this.#figures.set(projectId, fresh)
    return fresh
  }
}

function addToBucket({ buckets }: ProjectFigures, period: UsagePeriod, { keyId, actorId, minute, counts }: UsageTally): void {
  const startsAt = startOfPeriod(period, minute)
  const name = JSON.stringify([period, startsAt, keyId])
  const bucket = buckets.get(name) ?? { period, startsAt, keyId, actorId, counts: emptyCounts() }
  addCounts(bucket.counts, counts)
  buckets.set(name, bucket)
}

function addToSource({ sources }: ProjectFigures, { keyId, ip, firstAt, lastAt, counts }: UsageTally): void {
  const ofKey = sources.get(keyId) ?? new Map<string, UsageSource>()
  sources.set(keyId, ofKey)
  const name = ofKey.has(ip) || hasRoom(ofKey.keys()) ? ip : NO_IP
  const known = ofKey.get(name)
  ofKey.set(name, {
    ip: name,
    firstSeenAt: Math.min(known?.firstSeenAt ?? firstAt, firstAt) as Instant,
    lastSeenAt: Math.max(known?.lastSeenAt ?? lastAt, lastAt) as Instant,
    count: (known?.count ?? 0) + sumOfCounts(counts),
  })
}

function addToFailures({ failures }: ProjectFigures, { keyId, ip, minute, counts }: UsageTally): void {
  for (const [outcome, count] of refusalsOf(counts)) {
    const nameOf = (address: string): string => JSON.stringify([minute, keyId, outcome, address])
    const together = [...failures.values()].filter(
      (other) => other.minute === minute && other.keyId === keyId && other.outcome === outcome,
    )
    const address = failures.has(nameOf(ip)) || hasRoom(together.map((other) => other.ip)) ? ip : NO_IP
    const before = failures.get(nameOf(address))?.count ?? 0
    failures.set(nameOf(address), { minute, keyId, outcome, ip: address, count: before + count })
  }
}

const refusalsOf = (counts: OutcomeCounts) =>
  usageOutcomes.map((outcome, index) => [outcome, counts[index] ?? 0] as const).filter(([name, n]) => name !== 'valid' && n > 0)

const hasRoom = (addresses: Iterable<string>): boolean =>
  [...addresses].filter((address) => address !== NO_IP).length < SOURCES_MAX

const isMeant = (bucket: Bucket, { period, from, to, keyId, actorId }: UsageQuery): boolean =>
  bucket.period === period &&
  bucket.startsAt >= from &&
  bucket.startsAt < to &&
  (keyId === undefined || bucket.keyId === keyId) &&
  (actorId === undefined || bucket.actorId === actorId)

function inPageOrder(a: FailureCursor, b: FailureCursor): number {
  if (a.minute !== b.minute) return b.minute - a.minute
  if (a.keyId !== b.keyId) return a.keyId < b.keyId ? -1 : 1
  if (a.outcome !== b.outcome) return outcomeIndex[a.outcome] - outcomeIndex[b.outcome]
  if (a.ip === b.ip) return 0
  return a.ip < b.ip ? -1 : 1
}

function removeSome<Value>(from: Map<string, Value>, isOld: (value: Value) => boolean, limit: number): number {
  const names = [...from].filter(([, value]) => isOld(value)).map(([name]) => name)
  const removed = names.slice(0, Math.max(0, limit))
  for (const name of removed) from.delete(name)
  return removed.length
}
