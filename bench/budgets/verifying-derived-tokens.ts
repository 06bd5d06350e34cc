import { cpuRatio, runLaps } from '../measure/laps.ts'
import { answerTo, type Latchkey, startLatchkey, verifying, yardstickOf } from '../servers/contestants.ts'
import type { Budget, BudgetContext, Finding, Limit } from './budget.ts'
import { detailsOf } from './details.ts'

const TOKENS = 500

interface Kind {
  readonly name: string
  readonly algorithm: 'TOKEN_ALGORITHM_JWT' | 'TOKEN_ALGORITHM_MACAROON'
  readonly limit: Limit
}

const kinds: readonly Kind[] = [
  { name: 'derived JWT (EdDSA)', algorithm: 'TOKEN_ALGORITHM_JWT', limit: { atLeast: 0.3 } },
  { name: 'derived macaroon', algorithm: 'TOKEN_ALGORITHM_MACAROON', limit: { atLeast: 0.7 } },
]

export const verifyingDerivedTokens: Budget = {
  id: 'P3',
  async measure(context) {
    const latchkey = await startLatchkey(context, { keys: TOKENS, cache: true })
    const findings: Finding[] = []
    for (const kind of kinds) findings.push(await measureKind(context, latchkey, kind))
    return findings
  },
}

async function measureKind(context: BudgetContext, latchkey: Latchkey, { name, algorithm, limit }: Kind): Promise<Finding> {
  const ours = await verifying(latchkey, await deriveTokens(latchkey, algorithm))
  const bare = await yardstickOf(context, 'bare', ours)
  const laps = await runLaps({ ours, bare }, context)
  return {
    id: 'P3',
    measure: `verify, ${name} ÷ bare`,
    unit: '×',
    value: cpuRatio(laps.bare, laps.ours),
    limit,
    details: [...detailsOf('latchkey', laps.ours), ...detailsOf('bare', laps.bare)],
  }
}

/** One token from each key. */
async function deriveTokens({ server, installation }: Latchkey, algorithm: Kind['algorithm']): Promise<readonly string[]> {
  const tokens: string[] = []
  for (const credential of installation.credentials(TOKENS)) {
    const body = JSON.stringify({ credential, algorithm, ttl: '3600s' })
    const answer = await answerTo(server, { path: '/v2alpha1/admin/apiKeys:derive', headers: installation.headers }, body)
    tokens.push((JSON.parse(answer) as { token: { token: string } }).token.token)
  }
  return tokens
}
