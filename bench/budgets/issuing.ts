import { runLoad } from '../measure/load.ts'
import { spreadOf } from '../measure/statistics.ts'
import { answerTo, installed, startLatchkey } from '../servers/contestants.ts'
import { type RawInserts, runRawInserts } from '../yardsticks/run-raw-inserts.ts'
import type { Budget } from './budget.ts'

/** In both stores before the first insert, so that neither starts with empty indexes. */
const KEYS = 10_000

const body = JSON.stringify({
  name: 'service',
  actor_id: 'user_1',
  scopes: ['orders:read', 'orders:write'],
  metadata: { team: 'billing' },
})

export const issuing: Budget = {
  id: 'P9',
  async measure(context) {
    const { installation, server } = await startLatchkey(context, { keys: KEYS, cache: false })
    const raw = await installed(context, { keys: KEYS, cache: false })
    const load = { path: '/v2alpha1/admin/issuedApiKeys', bodies: [body], headers: installation.headers }
    await answerTo(server, load, body)
    const pairs: { readonly ours: number; readonly raw: RawInserts }[] = []
    await runLoad(server, load, context.warmUpSeconds)
    for (let round = 0; round < context.rounds; round++) {
      const { requestsPerSecond } = await runLoad(server, load, context.seconds)
      pairs.push({ ours: requestsPerSecond, raw: await runRawInserts(raw, context.seconds) })
    }
    return [
      {
        id: 'P9',
        measure: 'issue, SQLite synchronous=FULL, 32 callers ÷ raw inserts of the same row, per second',
        unit: '×',
        value: spreadOf(pairs.map((pair) => pair.ours / pair.raw.perSecond)),
        limit: { atLeast: 0.5 },
        details: [
          { name: 'latchkey: issued', unit: '/s', value: spreadOf(pairs.map((pair) => pair.ours)) },
          { name: 'raw: inserts', unit: '/s', value: spreadOf(pairs.map((pair) => pair.raw.perSecond)) },
        ],
      },
    ]
  },
}
