import { type Contestant, costRatio, runLaps } from '../measure/laps.ts'
import { type Latchkey, startLatchkey } from '../servers/contestants.ts'
import { cpuMeterOf, postgresOf } from '../servers/databases.ts'
import type { Budget, BudgetContext, Finding } from './budget.ts'
import { costDetailsOf } from './details.ts'

const FEW = 1_000
/** Each of them has two full pages even where there are few keys. */
const ACTORS = 10
const PAGE_SIZE = 50
const LIST = `/v2alpha1/admin/issuedApiKeys?page_size=${PAGE_SIZE}&filter=${encodeURIComponent('actor_id = "user_7"')}`

type Start = (keys: number) => Promise<Listing>

interface Listing extends Latchkey {
  readonly database?: Contestant['database']
}

export const listing: Budget = {
  id: 'P8',
  async measure(context) {
    const options = (keys: number) => ({ keys, cache: false, actors: ACTORS })
    const onSqlite = await compare(context, 'SQLite', (keys) => startLatchkey(context, options(keys)))
    const postgres = await postgresOf(context)
    const onPostgres = await compare(context, 'PostgreSQL', async (keys) => {
      const postgresDsn = await postgres.createDatabase(`latchkey_${keys}`)
      return { ...(await startLatchkey(context, { ...options(keys), postgresDsn })), database: cpuMeterOf(postgres) }
    })
    return [...onSqlite, ...onPostgres]
  },
}

async function compare(context: BudgetContext, store: string, start: Start): Promise<readonly Finding[]> {
  const many = await start(context.keys)
  const few = await start(FEW)
  // The last page of them where there are not so many.
  const far = Math.min(1_000, Math.floor(context.keys / ACTORS / PAGE_SIZE))
  const pages = { first: [1, 1], far: [far, 2] } as const
  const findings: Finding[] = []
  for (const [inMany, inFew] of Object.values(pages)) {
    const laps = await runLaps({ many: await pageOf(many, inMany), few: await pageOf(few, inFew) }, context)
    const names = [`page ${text(inMany)} of ${text(context.keys)} keys`, `page ${inFew} of ${text(FEW)}`] as const
    findings.push({
      id: 'P8',
      measure: `list by actor, ${PAGE_SIZE} a page, ${store}: cost of ${names[0]} ÷ ${names[1]}`,
      unit: '×',
      value: costRatio(laps.many, laps.few),
      limit: { atMost: 1.5 },
      details: [...costDetailsOf(names[0], laps.many), ...costDetailsOf(names[1], laps.few)],
    })
  }
  return findings
}

const text = (count: number): string => count.toLocaleString('en')

/** Asks for one page again and again, found by walking there once. Throws when it is not full. */
async function pageOf({ server, installation, database }: Listing, page: number): Promise<Contestant> {
  const { headers } = installation
  let path = LIST
  for (let number = 1; ; number++) {
    const answer = await fetch(`http://127.0.0.1:${server.ready.port}${path}`, { headers })
    const body = (await answer.json()) as { issued_api_keys?: readonly unknown[]; next_page_token?: string }
    if (body.issued_api_keys?.length !== PAGE_SIZE) throw new Error(`page ${number} is not full: ${JSON.stringify(body)}`)
    if (number === page) return { server, load: { method: 'GET', path, headers, bodies: [''] }, database }
    path = `${LIST}&page_token=${encodeURIComponent(body.next_page_token ?? '')}`
  }
}
