import { type Contestant, costRatio, runLaps } from '../measure/laps.ts'
import { startLatchkey, verifying } from '../servers/contestants.ts'
import { cpuMeterOf, postgresOf } from '../servers/databases.ts'
import type { Budget, BudgetContext, Finding } from './budget.ts'
import { costDetailsOf } from './details.ts'

const FEW = 10_000
/** How many of the keys are asked for in either store, spread evenly over it. */
const SAMPLE = 10_000

export const verifyingInLargeStores: Budget = {
  id: 'P7',
  async measure(context) {
    return [await measureSqlite(context), await measurePostgres(context)]
  },
}

async function measureSqlite(context: BudgetContext): Promise<Finding> {
  const start = async (keys: number): Promise<Contestant> => {
    const latchkey = await startLatchkey(context, { keys, cache: false })
    return verifying(latchkey, latchkey.installation.credentials(Math.min(SAMPLE, keys)))
  }
  return compare(context, 'SQLite', start)
}

/** The work of PostgreSQL counts, too; the one server of it has both databases. */
async function measurePostgres(context: BudgetContext): Promise<Finding> {
  const postgres = await postgresOf(context)
  const start = async (keys: number): Promise<Contestant> => {
    const postgresDsn = await postgres.createDatabase(`latchkey_${keys}`)
    const latchkey = await startLatchkey(context, { keys, cache: false, postgresDsn })
    const contestant = await verifying(latchkey, latchkey.installation.credentials(Math.min(SAMPLE, keys)))
    return { ...contestant, database: cpuMeterOf(postgres) }
  }
  return compare(context, 'PostgreSQL', start)
}

async function compare(
  context: BudgetContext,
  store: 'SQLite' | 'PostgreSQL',
  start: (keys: number) => Promise<Contestant>,
): Promise<Finding> {
  const many = context.manyKeys
  const laps = await runLaps({ few: await start(FEW), many: await start(many) }, context)
  const text = (keys: number): string => keys.toLocaleString('en')
  return {
    id: 'P7',
    measure: `verify, issued key, cache off, ${store}: cost at ${text(many)} keys ÷ at ${text(FEW)}`,
    unit: '×',
    value: costRatio(laps.many, laps.few),
    limit: { atMost: 1.3 },
    details: [...costDetailsOf(`${text(many)} keys`, laps.many), ...costDetailsOf(`${text(FEW)} keys`, laps.few)],
  }
}
