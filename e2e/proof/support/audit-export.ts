import { readFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Instant } from '@latchkey/core/ports/clock'
import { fillFirstChain } from '@latchkey/testkit/sqlite/audit-file'
import { atLeast, atMost, exactly, type Finding, judge } from '../bar.ts'
import { Api, expectStatus } from './api.ts'
import { ChildServer } from './child-server.ts'

const EVENTS = 100_000
const GROWTH_MAX_MIB = 48
/**
 * With half as much again as a server needs that exports nothing. Without a bound it would be chance what is measured: V8 takes
 * the objects of a long export for long-lived ones in some processes, and leaves them until the heap has doubled.
 */
const HEAP = '--max-old-space-size=96'
const SAMPLE_EVERY_MS = 20
/** How long a reader takes nothing, in the midst of it. */
const PAUSE_MS = 1500
const OTHERS_WAIT_MAX_MS = 1500

/** Exports a hundred thousand events from a server of its own, in both forms, once with a reader who falls asleep. */
export async function measureExport(): Promise<Finding> {
  // As it is shipped, but for the bound: its memory is measured.
  const server = await ChildServer.prepare(undefined, { LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'true', NODE_OPTIONS: HEAP })
  try {
    await server.start()
    await server.kill()
    fillFirstChain(
      server.databaseFile,
      Array.from({ length: EVENTS }, (_, count) => entryOf(count)),
    )
    await server.start()
    await readExport(server, 'csv', { filter: 'event="token.derived"' })
    const baseMib = memoryMib(server)
    let peakMib = baseMib
    let waitedMs = 0
    const watch = watching(async () => {
      peakMib = Math.max(peakMib, memoryMib(server))
      waitedMs = Math.max(waitedMs, await timeOfOthers(server))
    })
    const jsonl = await readExport(server, 'jsonl', {})
    const csv = await readExport(server, 'csv', { pauseMs: PAUSE_MS })
    await leave(server)
    await watch.stop()
    return judge({
      jsonlLines: exactly(jsonl.lines, EVENTS + FIRST_EVENTS),
      csvLines: exactly(csv.lines, EVENTS + FIRST_EVENTS + 1),
      mib: atLeast(Math.round(jsonl.bytes / 2 ** 20), 100),
      memoryGrowthMib: atMost(Math.round(peakMib - baseMib), GROWTH_MAX_MIB),
      othersWaitedMs: atMost(Math.round(waitedMs), OTHERS_WAIT_MAX_MS),
    })
  } finally {
    await server.remove()
  }
}

/** Those of the first start. */
const FIRST_EVENTS = 2

/** Makes the whole export larger than the heap that it is taken from. */
const NOTE = 'n'.repeat(600)

const entryOf = (count: number) => ({
  id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
  at: (1_750_000_000_000 + count) as Instant,
  event: 'api_key.issued' as const,
  caller: { kind: 'access_key' as const, id: 'exporter', name: 'exporter' },
  targetKind: 'issued_api_key' as const,
  targetId: `key-${count}`,
  ip: '192.0.2.1',
  requestId: `request-${count}`,
  before: undefined,
  after: { name: `key ${count}`, scopes: ['read:orders'], metadata: { team: 'payments', note: NOTE } },
})

interface Reading {
  readonly filter?: string
  /** After the first bytes. */
  readonly pauseMs?: number
}

async function readExport(server: ChildServer, format: string, reading: Reading) {
  const response = await open(server, format, reading.filter)
  let [lines, bytes, isFirst] = [0, 0, true]
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (isFirst && reading.pauseMs !== undefined) await delay(reading.pauseMs)
    isFirst = false
    bytes += chunk.length
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  }
  return { lines, bytes }
}

/** Hangs up after the first bytes. */
async function leave(server: ChildServer): Promise<void> {
  const response = await open(server, 'jsonl')
  for await (const _ of response) break
  response.destroy()
  await delay(PAUSE_MS / 5)
}

const open = ({ port, projectKey }: ChildServer, format: string, filter = ''): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const path = `/v2alpha1/admin/auditEvents:export?${new URLSearchParams({ format, filter })}`
    const headers = { authorization: `Bearer ${projectKey}` }
    get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      if (response.statusCode === 200) resolve(response)
      else reject(new Error(`the export answered ${response.statusCode}`))
    }).on('error', reject)
  })

/** Its own memory; the database is mapped beside it. */
function memoryMib({ pid }: ChildServer): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

async function timeOfOthers(server: ChildServer): Promise<number> {
  const api = new Api(server)
  const startedAt = performance.now()
  expectStatus(await api.verify('nobody'), 200)
  api.close()
  return performance.now() - startedAt
}

function watching(look: () => Promise<void>): { stop(): Promise<void> } {
  let isOver = false
  const watched = (async () => {
    while (!isOver) {
      await look()
      await delay(SAMPLE_EVERY_MS)
    }
  })()
  return {
    async stop() {
      isOver = true
      await watched
    },
  }
}
