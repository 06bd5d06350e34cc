import { type Contestant, cpuRatio, runLaps, speedRatio } from '../measure/laps.ts'
import type { LoadResult } from '../measure/load.ts'
import { spreadOf } from '../measure/statistics.ts'
import { answerTo, type Latchkey, startLatchkey, verifying } from '../servers/contestants.ts'
import type { Budget } from './budget.ts'
import { detailsOf } from './details.ts'

const KEYS = 10_000
const BATCH = 100

export const verifyingABatch: Budget = {
  id: 'P5',
  async measure(context) {
    const latchkey = await startLatchkey(context, { keys: KEYS, cache: true })
    const credentials = latchkey.installation.credentials(KEYS)
    const single = await verifying(latchkey, credentials)
    const batch = await verifyingTogether(latchkey, credentials)
    const laps = await runLaps({ single, batch }, context)
    const perCredential = laps.batch.map(shareOfOne)
    return [
      {
        id: 'P5',
        measure: `batch verify of ${BATCH}: credentials per CPU second ÷ single verify, warm cache`,
        unit: '×',
        value: cpuRatio(laps.single, perCredential),
        limit: { atLeast: 6 },
        details: [
          ...detailsOf('single', laps.single),
          {
            name: 'batch: CPU per credential',
            unit: 'µs',
            value: spreadOf(perCredential.map((lap) => lap.cpuMicrosecondsPerRequest)),
          },
          { name: 'batch: credentials', unit: '/s', value: spreadOf(perCredential.map((lap) => lap.requestsPerSecond)) },
          { name: 'credentials per second ÷ single verify', unit: '×', value: speedRatio(perCredential, laps.single) },
        ],
      },
    ]
  },
}

async function verifyingTogether({ installation, server }: Latchkey, credentials: readonly string[]): Promise<Contestant> {
  const bodies: string[] = []
  for (let start = 0; start < credentials.length; start += BATCH) {
    bodies.push(JSON.stringify({ requests: credentials.slice(start, start + BATCH).map((credential) => ({ credential })) }))
  }
  const load = { path: '/v2alpha1/admin/apiKeys:batchVerify', bodies, headers: installation.headers }
  const answer = await answerTo(server, load, bodies[0])
  if (answer.split('"is_valid":true').length - 1 !== BATCH)
    throw new Error(`not all credentials of the batch are valid: ${answer}`)
  return { server, load }
}

const shareOfOne = (lap: LoadResult): LoadResult => ({
  ...lap,
  requests: lap.requests * BATCH,
  requestsPerSecond: lap.requestsPerSecond * BATCH,
  cpuMicrosecondsPerRequest: lap.cpuMicrosecondsPerRequest / BATCH,
})
