import { Agent } from 'node:http'
import { spreadOf } from '../measure/statistics.ts'
import { type Latchkey, started, startLatchkey } from '../servers/contestants.ts'
import { postgresOf, redisOf } from '../servers/databases.ts'
import type { Budget, BudgetContext, Finding } from './budget.ts'
import { type Post, posterOn, type Visibility, visibilityOfRevocations } from './revoking-visibly.ts'

/** Each is kept and, of several threads, belongs to one, the system says which: that all belong to one has a chance of 2⁻⁹. */
const CONNECTIONS = 10

interface Place {
  readonly name: string
  readonly atMostMs: number
  /** Who revokes, and where it must be noticed. */
  start(context: BudgetContext): Promise<{ readonly revoking: Latchkey; readonly noticing: Latchkey }>
}

const PLACES: readonly Place[] = [
  {
    name: 'worker threads of one server',
    atMostMs: 20,
    async start(context) {
      const latchkey = await startLatchkey(context, { keys: 10, cache: true, workers: 2 })
      return { revoking: latchkey, noticing: latchkey }
    },
  },
  {
    name: 'two servers, PostgreSQL NOTIFY',
    atMostMs: 100,
    async start(context) {
      const { dsn } = await postgresOf(context)
      return startTwo(context, { postgresDsn: dsn })
    },
  },
  {
    name: 'two servers, Redis',
    atMostMs: 100,
    async start(context) {
      const { dsn } = await postgresOf(context)
      const { address } = await redisOf(context)
      // As behind a pooler, through which PostgreSQL itself cannot tell anyone.
      return startTwo(context, { postgresDsn: `${dsn}?prepared_statements=false`, redisAddress: address })
    },
  },
]

async function startTwo(context: BudgetContext, on: { readonly postgresDsn: string; readonly redisAddress?: string }) {
  const revoking = await startLatchkey(context, { keys: 10, cache: true, ...on })
  const server = await started(context, 'servers/latchkey.ts', { args: [revoking.installation.configFile] })
  return { revoking, noticing: { ...revoking, server } }
}

export const revoking: Budget = {
  id: 'P11',
  async measure(context) {
    const findings: Finding[] = []
    for (const place of PLACES) {
      await using resources = new AsyncDisposableStack()
      findings.push(await measurePlace({ ...context, resources }, place))
    }
    return findings
  },
}

async function measurePlace(context: BudgetContext, place: Place): Promise<Finding> {
  const latchkeys = await place.start(context)
  const agents = Array.from({ length: CONNECTIONS }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  context.resources.defer(() => {
    for (const agent of agents) agent.destroy()
  })
  const [revoker, ...others] = agents.map((agent, index) =>
    posterOn(index === 0 ? latchkeys.revoking : latchkeys.noticing, agent),
  ) as [Post, ...Post[]]
  await visibilityOfRevocations(revoker, others)
  const rounds: (readonly Visibility[])[] = []
  for (let round = 0; round < context.rounds; round++) rounds.push(await visibilityOfRevocations(revoker, others))
  const spread = (share: number, figure: keyof Visibility) =>
    spreadOf(
      rounds.map((times) =>
        percentile(
          times.map((time) => time[figure]),
          share,
        ),
      ),
    )
  return {
    id: 'P11',
    measure: `revoked and answered → refusal answered on every connection, p99 of 100 revocations, ${place.name}`,
    unit: 'ms',
    value: spread(0.99, 'refusedMs'),
    limit: { atMost: place.atMostMs },
    details: [
      { name: 'half of them', unit: 'ms', value: spread(0.5, 'refusedMs') },
      { name: 'last verification that began and still found it valid, p99', unit: 'ms', value: spread(0.99, 'lastValidMs') },
    ],
  }
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN
