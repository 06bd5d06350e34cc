import { setTimeout as sleep } from 'node:timers/promises'
import { runLoad } from '../measure/load.ts'
import { startServerProcess } from '../measure/server-process.ts'
import { spreadOf } from '../measure/statistics.ts'
import { installed, started, verifying } from '../servers/contestants.ts'
import type { Installation } from '../servers/installation.ts'
import type { Budget, BudgetContext, Finding } from './budget.ts'

const KEYS = 20_000
const SETTLING_MS = 2_000
const MEGABYTE = 1_000_000

export const starting: Budget = {
  id: 'P13',
  async measure(context) {
    const installation = await installed(context, { keys: KEYS, cache: true })
    return [...(await measureStarts(context, installation)), await measureCachedKeys(context, installation)]
  },
}

async function measureStarts({ rounds }: BudgetContext, installation: Installation): Promise<readonly Finding[]> {
  const starts: { readonly firstAnswerMs: number; readonly idleBytes: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const startedAt = performance.now()
    const server = await startServerProcess('servers/latchkey.ts', { args: [installation.configFile] })
    try {
      await verifying({ installation, server }, installation.credentials(1))
      const firstAnswerMs = performance.now() - startedAt
      await sleep(SETTLING_MS)
      if (round > 0) starts.push({ firstAnswerMs, idleBytes: server.residentBytes() })
    } finally {
      await server.stop()
    }
  }
  return [
    {
      id: 'P13',
      measure: 'start to first answer',
      unit: 'ms',
      value: spreadOf(starts.map((start) => start.firstAnswerMs)),
      limit: { atMost: 600 },
      details: [],
    },
    {
      id: 'P13',
      measure: 'resident memory, idle',
      unit: 'MB',
      value: spreadOf(starts.map((start) => start.idleBytes / MEGABYTE)),
      limit: { atMost: 120 },
      details: [],
    },
  ]
}

/** What the process keeps per key once every key has been verified: record, answer, indexes and the note of its last use. */
async function measureCachedKeys(context: BudgetContext, installation: Installation): Promise<Finding> {
  const server = await started(context, 'servers/latchkey.ts', { args: [installation.configFile], nodeArgs: ['--expose-gc'] })
  const few = await verifying({ installation, server }, installation.credentials(KEYS / 100))
  await loadUntilAllAreAsked(few)
  const before = await server.liveBytes()
  const all = await verifying({ installation, server }, installation.credentials(KEYS))
  await loadUntilAllAreAsked(all)
  const perKey = ((await server.liveBytes()) - before) / (KEYS - few.load.bodies.length)
  return {
    id: 'P13',
    measure: 'memory per cached key',
    unit: 'bytes',
    value: spreadOf([perKey]),
    limit: { atMost: 1024 },
    details: [],
  }
}

async function loadUntilAllAreAsked({ server, load }: Awaited<ReturnType<typeof verifying>>): Promise<void> {
  let asked = 0
  // Each run begins anew with the first body, so one run has to get through all of them.
  for (let seconds = 2; asked < load.bodies.length; seconds *= 2) asked = (await runLoad(server, load, seconds)).requests
}
