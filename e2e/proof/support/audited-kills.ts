import { randomInt, randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { runCli } from '../../../packages/cli/src/testing/run-cli.ts'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { Api, type Reply } from './api.ts'
import type { ChildServer } from './child-server.ts'
import { until } from './until.ts'
import { times, together } from './with-server.ts'

const CLIENTS = 32
/** A kill comes in the midst of work: some time after each client was acknowledged once, on average. */
const KILL_WITHIN_MS = 500
/** Long after that the round goes on as it is, and its counts tell. */
const UNDER_WAY_WITHIN_MS = 20_000

/** A mutation that was sent: under which request id, how many things it changes, and whether it was acknowledged. */
interface Sent {
  readonly requestId: string
  readonly rows: number
  isAcknowledged: boolean
}

/** Kills the server in the midst of mutations, and counts what was acknowledged against what was recorded. */
export async function measureKills(rounds: number, prepare: () => Promise<ChildServer>): Promise<Finding> {
  const server = await prepare()
  const sent: Sent[] = []
  try {
    await server.start()
    await times(rounds, async (round) => {
      const api = new Api(server)
      const clients = together(CLIENTS, () => mutateUntilKilled(api, sent))
      await until(() => acknowledgedOf(sent).length >= (round + 1) * CLIENTS, UNDER_WAY_WITHIN_MS)
      await delay(randomInt(KILL_WITHIN_MS))
      await server.kill()
      await clients
      api.close()
      await server.start()
    })
    await server.kill()
    const rows = recordedRows(server.databaseFile)
    const acknowledged = acknowledgedOf(sent)
    const recorded = (one: Sent): number => rows.get(one.requestId) ?? 0
    const { code } = await runCli(['audit', 'verify'], { environment: { LATCHKEY_DATA_DIR: `${server.folder}/data` } })
    return judge({
      kills: exactly(rounds, rounds),
      acknowledged: atLeast(acknowledged.length, rounds * CLIENTS),
      acknowledgedRows: exactly(
        sumOf(acknowledged, recorded),
        sumOf(acknowledged, ({ rows: expected }) => expected),
      ),
      acknowledgedWithoutRow: exactly(acknowledged.filter((one) => recorded(one) !== one.rows).length, 0),
      halfRecorded: exactly(sent.filter((one) => ![0, one.rows].includes(recorded(one))).length, 0),
      auditVerifyExitCode: exactly(code, 0),
    })
  } finally {
    await server.remove()
  }
}

const acknowledgedOf = (sent: readonly Sent[]): readonly Sent[] => sent.filter(({ isAcknowledged }) => isAcknowledged)

const sumOf = (sent: readonly Sent[], figure: (one: Sent) => number): number =>
  sent.reduce((total, one) => total + figure(one), 0)

/** Issues a key, changes it and ends it, over and over, each call under a request id of its own. */
async function mutateUntilKilled(api: Api, sent: Sent[]): Promise<void> {
  const send = async (method: string, path: string, body?: unknown, rows = 1): Promise<Reply> => {
    const one: Sent = { requestId: randomUUID(), rows, isAcknowledged: false }
    sent.push(one)
    const reply = await api.admin(method, path, body, { 'x-request-id': one.requestId })
    if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}`)
    one.isAcknowledged = true
    return reply
  }
  try {
    for (;;) {
      const { body } = await send('POST', '/issuedApiKeys', { name: 'audited' })
      const path = `/issuedApiKeys/${body.issued_api_key.key_id}`
      await send('PATCH', path, { name: 'changed' })
      const rotated = await send('POST', `${path}:rotate`, undefined, ROWS_OF_ROTATION)
      await send('POST', `/issuedApiKeys/${rotated.body.issued_api_key.key_id}:revoke`)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

/** One for the key that ends and one for its successor. */
const ROWS_OF_ROTATION = 2

function recordedRows(file: string): ReadonlyMap<string, number> {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = db.prepare('SELECT request_id AS id, count(*) AS n FROM audit_events GROUP BY request_id').all()
    return new Map(rows.map(({ id, n }) => [String(id), Number(n)]))
  } finally {
    db.close()
  }
}
