import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PostgresDatabase } from '@latchkey/server/adapters/postgres/postgres-database'
import { type MoveReport, moveStore } from '@latchkey/server/move'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type Engine, engines } from '../move/engines.ts'
import { type LivedInStore, liveInStore } from '../move/lived-in-store.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'

const ROUNDS = { pr: 3, full: 20 } as const
/** Long enough to be hit, in milliseconds before the first row is written and after the last. */
const EXPIRED_KEYS = 4000
const KILLS_MAX = 6
const CLI = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

const move = ({ environment, dsn }: LivedInStore, to: string): Promise<MoveReport> =>
  moveStore({ configFile: undefined, environment, from: dsn, to })

function spawnMove({ environment, dsn, folder }: LivedInStore, to: string): ChildProcess {
  const args = [CLI, 'move', '--from', dsn, '--to', to, '--quiet']
  return spawn(process.execPath, args, { env: { PATH: process.env['PATH'], HOME: folder, ...environment }, stdio: 'ignore' })
}

/** Kills a move again and again, each time a while after its start. Resolves to how often, and whether one got through. */
async function killMoves(lived: LivedInStore, to: string, wholeMs: number): Promise<{ kills: number; isThrough: boolean }> {
  for (let kills = 0; kills < KILLS_MAX; kills++) {
    const child = spawnMove(lived, to)
    const gone = once(child, 'exit')
    const winner = await Promise.race([gone, delay(randomInt(Math.round(wholeMs / 4), Math.round(wholeMs)))])
    if (winner !== undefined) return { kills, isThrough: child.exitCode === 0 }
    child.kill('SIGKILL')
    await gone
  }
  return { kills: KILLS_MAX, isThrough: false }
}

async function killedOn(engine: Engine, lived: LivedInStore, rounds: number): Promise<Finding> {
  const seen = { kills: 0, resumed: 0, unfinished: 0, different: 0 }
  const unharmed = await move(lived, await engine.open())
  const measured = await engine.open()
  const startedMs = performance.now()
  await once(spawnMove(lived, measured), 'exit')
  const wholeMs = performance.now() - startedMs
  for (let round = 0; round < rounds; round++) {
    const to = await engine.open()
    const { kills, isThrough } = await killMoves(lived, to, wholeMs)
    seen.kills += kills
    // Whoever has come to the end finds that there is nothing more to move.
    const report = isThrough ? undefined : await move(lived, to).catch(() => undefined)
    if (report === undefined && !isThrough) seen.unfinished++
    if (report?.isResumed === true) seen.resumed++
    if (report !== undefined && !sameTables(report, unharmed)) seen.different++
    const { server, project } = await lived.serve(to)
    for (const [credential, verdict] of lived.verdicts) if ((await project.verify(credential)) !== verdict) seen.different++
    await server.stop()
  }
  return judge({
    kills: atLeast(seen.kills, rounds),
    resumedMoves: atLeast(seen.resumed, 1),
    movesThatDidNotFinish: exactly(seen.unfinished, 0),
    differencesAfterwards: exactly(seen.different, 0),
  })
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
    const database = new PostgresDatabase(networkLocation(to))
    await database.transact(async (session) => {
      await session.run(`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.name = 'key 77' THEN RETURN NULL; END IF; RETURN NEW; END $$`)
      await session.run('CREATE TRIGGER lose BEFORE INSERT ON issued_api_keys FOR EACH ROW EXECUTE FUNCTION lose()')
    })
    await database.close()
    const refusal = await move(lived, to).then(
      () => undefined,
      (error: unknown) => error,
    )
    return judge({ movesThatDidNotFinish: exactly(refusal === undefined ? 0 : 1, 0) })
  })

export const bar: Bar = {
  id: 'b43',
  title: 'a move that is killed at any moment is finished by running it again, and then nothing is missing or different',
  inTests: 'nothing',
  run: async (tier) => combine({ postgresql: await killed('PostgreSQL', tier), mariadb: await killed('MariaDB', tier) }),
  controls: [{ broken: 'the database loses one row of thousands without a word', run: lostRow }],
}
