import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { worstBodies } from '../../support/worst-bodies.ts'
import { atMost, type Finding, judge, type Tier, within } from '../bar.ts'
import { none } from './none.ts'
import { withServer } from './with-server.ts'

const CONCURRENCY = 64
const BODY_BYTES = 256 * 1024
const BLOCK_MAX_MS = 50
const RSS_MAX_MIB = 64
/** Rounds of one body; the best counts, because another process on this machine can only make one worse. */
const ROUNDS = { pr: 8, full: 10 } as const
const SAMPLE_EVERY_MS = 2
const PATHS = ['/v2alpha1/admin/apiKeys:verify', '/v2alpha1/admin/issuedApiKeys'] as const
const CHILD = fileURLToPath(new URL('../../support/flood.child.ts', import.meta.url))

// What earlier proofs left behind in this process must not be collected on the clock of a flood.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Sixty-four of the worst bodies at once: how long the event loop stands still, and what memory they take. */
export const measureFlood = (tier: Tier): Promise<Finding> =>
  withServer({}, async ({ server }) => {
    const flood = (path: string, body: string) => floodOnce({ port: server.port, projectKey: server.projectKey, path, body })
    const bodies = Object.keys(worstBodies(BODY_BYTES)).filter((_, index) => tier === 'full' || index % 2 === 0)
    await flood(PATHS[0], 'empty objects')
    let worstBlockMs = 0
    let worstGrowthMib = 0
    const unanswered: string[] = []
    for (const [index, body] of bodies.entries()) {
      const path = PATHS[index % PATHS.length] ?? PATHS[0]
      const rounds: Round[] = []
      while (rounds.length < ROUNDS[tier] && !rounds.some(({ blockMs }) => blockMs <= BLOCK_MAX_MS))
        rounds.push(await flood(path, body))
      worstBlockMs = Math.max(worstBlockMs, Math.min(...rounds.map(({ blockMs }) => blockMs)))
      worstGrowthMib = Math.max(worstGrowthMib, Math.min(...rounds.map(({ growthMib }) => growthMib)))
      if (rounds.some(({ statuses }) => statuses.some((status) => status === 0 || status >= 500))) unanswered.push(body)
    }
    return judge({
      worstBlockCpuMs: within(Math.round(worstBlockMs), BLOCK_MAX_MS),
      worstGrowthMib: atMost(Math.round(worstGrowthMib), RSS_MAX_MIB),
      unanswered: none(unanswered),
    })
  })

interface Round {
  readonly blockMs: number
  readonly growthMib: number
  readonly statuses: readonly number[]
}

interface Target {
  readonly port: number
  readonly projectKey: string
  readonly path: string
  readonly body: string
}

async function floodOnce({ port, projectKey, path, body }: Target): Promise<Round> {
  collectGarbage()
  const before = process.memoryUsage.rss()
  let peak = before
  let blockMs = 0
  let last = process.threadCpuUsage()
  // In CPU time of this thread between two looks, so that what another process on this machine takes does not count.
  const sampler = setInterval(() => {
    const used = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    blockMs = Math.max(blockMs, (used.user + used.system) / 1000)
    peak = Math.max(peak, process.memoryUsage.rss())
  }, SAMPLE_EVERY_MS)
  const args = [CHILD, String(port), path, String(CONCURRENCY), String(BODY_BYTES), body]
  const child = promisify(execFile)(process.execPath, args, { env: { ...process.env, LATCHKEY_PROJECT_API_KEY: projectKey } })
  const { stdout } = await child
  clearInterval(sampler)
  return { blockMs, growthMib: (peak - before) / 1024 ** 2, statuses: JSON.parse(stdout) as number[] }
}
