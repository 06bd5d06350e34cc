import type { AuditEvent, UsageReport } from '@latchkey/sdk/messages'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../api/clients.ts'
import { isGone } from '../../api/failure.ts'
import { projectInEffect } from '../../api/project-in-effect.ts'
import type { UsageRange } from './key-detail-search.ts'
import { type LoadedKey, loadKey } from './loaded-key.ts'
import { parseGoDurationMs } from './pure/go-duration.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How far a chain of rotations is followed to either side. */
const CHAIN_STEPS = 10

export const keyQuery = (project: string, keyId: string) =>
  queryOptions({ queryKey: ['keys', project, 'one', keyId], queryFn: ({ signal }) => loadKey(project, keyId, signal) })

/** Everything that shows keys of the project: the lists, this key, its neighbours, what happened to them. */
export async function keysChanged(queries: QueryClient, project: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['keys', project] }),
    queries.invalidateQueries({ queryKey: ['audit', project] }),
  ])
}

const slots: Readonly<Record<UsageRange, { granularity: UsageReport['granularity']; slotMs: number; count: number }>> = {
  '1h': { granularity: 'MINUTE', slotMs: 60_000, count: 60 },
  '24h': { granularity: 'HOUR', slotMs: HOUR_MS, count: 24 },
  '7d': { granularity: 'HOUR', slotMs: HOUR_MS, count: 168 },
  '30d': { granularity: 'DAY', slotMs: DAY_MS, count: 30 },
}

export const slotsOf = (range: UsageRange) => slots[range]

/** How the key was verified lately; the slot that is still filling comes last. */
export const keyUsageQuery = (project: string, keyId: string, range: UsageRange) =>
  queryOptions({
    queryKey: ['usage', project, 'key', keyId, range],
    queryFn: ({ signal }) => {
      const { granularity, slotMs, count } = slots[range]
      const first = Math.floor(Date.now() / slotMs) * slotMs - (count - 1) * slotMs
      const query = { key_id: keyId, granularity, start_time: new Date(first).toISOString() }
      return projectClient(project).usage.query(query, { signal })
    },
  })

export const sourcesQuery = (project: string, keyId: string) =>
  queryOptions({
    queryKey: ['usage', project, 'sources', keyId],
    queryFn: ({ signal }) => projectClient(project).usage.sources(keyId, { signal }),
  })

export const failuresQuery = (project: string, keyId: string) =>
  queryOptions({
    queryKey: ['usage', project, 'failures', keyId],
    queryFn: ({ signal }) => projectClient(project).usage.failuresPage({ key_id: keyId, page_size: 20 }, { signal }),
  })

/** The key with those it replaced and those that replaced it, oldest first; those that are gone are left out. */
export const chainQuery = (project: string, loaded: LoadedKey) =>
  queryOptions({
    queryKey: ['keys', project, 'chain', loaded.key.key_id, loaded.etag],
    queryFn: async (): Promise<readonly LoadedKey[]> => {
      const before = await follow(project, loaded, 'supersedes')
      const after = await follow(project, loaded, 'superseded_by')
      return [...before.toReversed(), loaded, ...after]
    },
  })

async function follow(project: string, from: LoadedKey, link: 'supersedes' | 'superseded_by'): Promise<LoadedKey[]> {
  const found: LoadedKey[] = []
  let current: LoadedKey | undefined = from
  while (found.length < CHAIN_STEPS && current?.kind === 'issued' && current.key[link] !== '') {
    current = await loadKey(project, current.key[link]).catch((error: unknown) => {
      if (isGone(error)) return undefined
      throw error
    })
    if (current !== undefined) found.push(current)
  }
  return found
}

/** What happened to these keys, newest first. */
export const activityQuery = (project: string, keyIds: readonly string[]) =>
  queryOptions({
    queryKey: ['audit', project, 'keys', ...keyIds],
    queryFn: async ({ signal }): Promise<readonly AuditEvent[]> => {
      const pages = await Promise.all(
        keyIds.map((id) => projectClient(project).auditEvents.listPage({ filter: `target="${id}"`, page_size: 100 }, { signal })),
      )
      return pages.flatMap(({ audit_events }) => audit_events).sort((one, other) => Number(other.sequence) - Number(one.sequence))
    },
  })

export interface Deployment {
  /** How long a verification may be answered from a cache that lost touch; 0 when nothing is cached. */
  readonly cacheMs: number
  readonly limitsEnforced: boolean
}

/** What the settings of the project mean for a key. */
export const deploymentQuery = (project: string) =>
  queryOptions({
    queryKey: ['projects', project, 'deployment'],
    queryFn: async ({ signal }): Promise<Deployment> => {
      const { services } = await projectInEffect(project, { signal })
      const config = services.talos.config as {
        readonly cache?: { readonly enabled?: boolean; readonly ttl?: string }
        readonly rate_limit?: { readonly enabled?: boolean }
      }
      return {
        cacheMs: config.cache?.enabled === true ? (parseGoDurationMs(config.cache.ttl ?? '') ?? 0) : 0,
        limitsEnforced: config.rate_limit?.enabled === true,
      }
    },
  })
