import { type Contestant, cpuRatio, runLaps, speedRatio } from '../measure/laps.ts'
import { started, startLatchkey, verifying } from '../servers/contestants.ts'
import type { Budget, BudgetContext } from './budget.ts'
import { detailsOf } from './details.ts'

/** In both stores. */
const KEYS = 1_000

export const verifyingAgainstBetterAuth: Budget = {
  id: 'P4',
  async measure(context) {
    const latchkey = await startLatchkey(context, { keys: KEYS, cache: true })
    const ours = await verifying(latchkey, latchkey.installation.credentials(KEYS))
    const betterAuth = await startBetterAuth(context)
    const laps = await runLaps({ ours, betterAuth }, context)
    return [
      {
        id: 'P4',
        measure: 'verify ÷ better-auth, SQLite, cache on',
        unit: '×',
        value: cpuRatio(laps.betterAuth, laps.ours),
        limit: { atLeast: 40, requiredNow: 30 },
        details: [
          ...detailsOf('latchkey', laps.ours),
          ...detailsOf('better-auth', laps.betterAuth),
          { name: 'requests per second ÷ better-auth', unit: '×', value: speedRatio(laps.ours, laps.betterAuth) },
        ],
      },
    ]
  },
}

async function startBetterAuth(context: BudgetContext): Promise<Contestant> {
  const server = await started(context, 'yardsticks/better-auth.ts', { args: [String(KEYS)] })
  const credentials = server.ready['credentials'] as readonly string[]
  return { server, load: { path: '/', headers: {}, bodies: credentials.map((credential) => JSON.stringify({ credential })) } }
}
