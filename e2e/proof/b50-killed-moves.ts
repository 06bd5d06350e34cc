import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type MoveReport, moveStore } from '@latchkey/server/move'
import { Client } from 'pg'
import { type Engine, engines } from '../move/engines.ts'
import { type LivedInStore, liveInStore } from '../move/lived-in-store.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'

const ROUNDS = { pr: 3, full: 20 } as const
const KILLS = 2
const EXPIRED_KEYS = 4000
/** A little longer than one transaction takes. */
const KILL_WITHIN_MS = 30
const CHILD = fileURLToPath(new URL('../move/killed-move.child.ts', import.meta.url))

const move = ({ environment, dsn }: LivedInStore, to: string): Promise<MoveReport> =>
  moveStore({ configFile: undefined, environment, from: dsn, to })

/** Kills a move somewhere on its way. False when it got through. */
async function killMove({ environment, dsn, folder }: LivedInStore, to: string, rowsMax: number): Promise<boolean> {
  const args = [CHILD, dsn, to, `${randomInt(1, rowsMax)}`, `${randomInt(KILL_WITHIN_MS)}`]
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: folder, ...environment },
    stdio: 'ignore',
  })
  await once(child, 'exit')
  return child.signalCode === 'SIGKILL'
}

async function killedOn(engine: Engine, lived: LivedInStore, rounds: number): Promise<Finding> {
  const seen = { kills: 0, resumed: 0, unfinished: 0, different: 0 }
  const unharmed = await move(lived, await engine.open())
  // Each row counts when it is copied, and when it is read on both sides.
  const steps = 3 * unharmed.tables.reduce((sum, { rows }) => sum + rows, 0)
  for (let round = 0; round < rounds; round++) {
    const to = await engine.open()
    for (let kill = 0; kill < KILLS; kill++) if (await killMove(lived, to, steps)) seen.kills++
    const report = await move(lived, to).catch(() => undefined)
    if (report === undefined) seen.unfinished++
    if (report?.isResumed === true) seen.resumed++
    if (report !== undefined && !sameTables(report, unharmed)) seen.different++
    seen.different += await countOtherVerdicts(lived, to)
  }
  return judge({
    kills: atLeast(seen.kills, rounds * KILLS),
    resumedMoves: atLeast(seen.resumed, rounds - 1),
    movesThatDidNotFinish: exactly(seen.unfinished, 0),
    differencesAfterwards: exactly(seen.different, 0),
  })
}

/** What a server on the target says of credentials that were made before. */
async function countOtherVerdicts({ verdicts, serve }: LivedInStore, to: string): Promise<number> {
  const { server, project } = await serve(to)
  let others = 0
  for (const [credential, verdict] of verdicts) if ((await project.verify(credential)) !== verdict) others++
  await server.stop()
  return others
}

const sameTables = (one: MoveReport, other: MoveReport): boolean => JSON.stringify(one.tables) === JSON.stringify(other.tables)

async function onLivedInStore<T>(
  name: keyof typeof engines,
  work: (engine: Engine, lived: LivedInStore) => Promise<T>,
): Promise<T> {
  const engine = await engines[name]()
  const lived = await liveInStore(EXPIRED_KEYS)
  try {
    return await work(engine, lived)
  } finally {
    await lived.remove()
    await engine.stop()
  }
}

const killed = (name: keyof typeof engines, tier: Tier): Promise<Finding> =>
  onLivedInStore(name, (engine, lived) => killedOn(engine, lived, ROUNDS[tier]))

/** A row is lost on the way, behind the back of the move, which would never leave one out by itself. */
const lostRow = (): Promise<Finding> =>
  onLivedInStore('PostgreSQL', async (engine, lived) => {
    const to = await engine.open()
    const client = new Client({ connectionString: to })
    await client.connect()
    await client.query(`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.name = 'key 77' THEN RETURN NULL; END IF; RETURN NEW; END $$`)
    await client.query('CREATE TRIGGER lose BEFORE INSERT ON issued_api_keys FOR EACH ROW EXECUTE FUNCTION lose()')
    await client.end()
    const refusal = await move(lived, to).then(
      () => undefined,
      (error: unknown) => error,
    )
    return judge({ movesThatDidNotFinish: exactly(refusal === undefined ? 0 : 1, 0) })
  })

export const bar: Bar = {
  id: 'b50',
  title: 'a move that is killed at any moment is finished by running it again, and then nothing is missing or different',
  inTests: 'nothing',
  run: async (tier) => combine({ postgresql: await killed('PostgreSQL', tier), mariadb: await killed('MariaDB', tier) }),
  controls: [{ broken: 'the database loses one row of thousands without a word', run: lostRow }],
}
