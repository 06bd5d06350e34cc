import { openSideDoor, type SideDoor } from '../../support/side-door.ts'

const ALL_KEYS = 'SELECT id FROM issued_api_keys UNION ALL SELECT id FROM imported_api_keys'
const REVOKED_KEYS =
  'SELECT id FROM issued_api_keys WHERE revoked_at IS NOT NULL UNION ALL SELECT id FROM imported_api_keys WHERE revoked_at IS NOT NULL'
const CREATED = "SELECT target_id FROM audit_events WHERE event IN ('api_key.issued', 'api_key.imported')"
const ENDED = "SELECT target_id FROM audit_events WHERE event IN ('api_key.revoked', 'api_key.rotated')"

const difference = (left: string, right: string): string =>
  `SELECT count(*) AS n FROM (SELECT * FROM (${left}) AS one EXCEPT SELECT * FROM (${right}) AS other) AS difference`

/** Everything that is written in one transaction with something else, looked at from both sides. */
const halves = [
  difference(ALL_KEYS, CREATED),
  difference(CREATED, ALL_KEYS),
  difference(REVOKED_KEYS, ENDED),
  difference(ENDED, REVOKED_KEYS),
  difference('SELECT key_id FROM idempotency', ALL_KEYS),
  difference('SELECT superseded_by FROM issued_api_keys WHERE superseded_by IS NOT NULL', 'SELECT id FROM issued_api_keys'),
  difference(
    'SELECT supersedes FROM issued_api_keys WHERE supersedes IS NOT NULL',
    'SELECT id FROM issued_api_keys WHERE superseded_by IS NOT NULL',
  ),
  'SELECT count(*) AS n FROM (SELECT 1 FROM issued_api_keys WHERE supersedes IS NOT NULL GROUP BY supersedes HAVING count(*) > 1) AS twice',
  `SELECT abs((SELECT sum(live_keys) FROM projects) - (SELECT count(*) FROM (${ALL_KEYS}) AS existing)
    + (SELECT count(*) FROM (${REVOKED_KEYS}) AS revoked)) AS n`,
  'SELECT count(*) AS n FROM audit_chains c WHERE sequence <> (SELECT max(sequence) FROM audit_events e WHERE e.chain_id = c.chain_id)',
]

const ORIGINALS = 'SELECT name FROM issued_api_keys WHERE supersedes IS NULL UNION ALL SELECT name FROM imported_api_keys'

export interface DatabaseState {
  /** `ok`, or what the database says of its own files. */
  readonly integrity: string
  readonly halfWritten: number
  /** Keys by name, without the successors of rotations, which share the names of their predecessors. */
  readonly names: number
  readonly namesWithSeveralKeys: number
}

/** Reads the database beside running servers. `dsn`: as `openSideDoor` takes it. */
export async function inspectDatabase(dsn: string): Promise<DatabaseState> {
  const door = await openSideDoor(dsn)
  const count = async (sql: string): Promise<number> => Number((await door.ask(sql))[0]?.['n'])
  const total = async (statements: readonly string[]): Promise<number> => {
    let sum = 0
    for (const sql of statements) sum += await count(sql)
    return sum
  }
  try {
    return {
      integrity: await integrityOf(door),
      halfWritten: await total(halves),
      names: await count(`SELECT count(DISTINCT name) AS n FROM (${ORIGINALS}) AS originals`),
      namesWithSeveralKeys: await count(
        `SELECT count(*) AS n FROM (SELECT name FROM (${ORIGINALS}) AS originals GROUP BY name HAVING count(*) > 1) AS twice`,
      ),
    }
  } finally {
    await door.close()
  }
}

const CHECKED = ['issued_api_keys', 'imported_api_keys', 'audit_events', 'audit_chains', 'idempotency', 'outbox', 'projects']

async function integrityOf(door: SideDoor): Promise<string> {
  switch (door.engine) {
    case 'sqlite':
      return String((await door.ask('PRAGMA integrity_check'))[0]?.['integrity_check'])
    case 'mariadb': {
      const answers = await door.ask(`CHECK TABLE ${CHECKED.join(', ')} EXTENDED`)
      return answers.every(({ Msg_text: text }) => text === 'OK') ? 'ok' : JSON.stringify(answers)
    }
    case 'postgres': {
      // Every row of every table is found in its indexes (https://www.postgresql.org/docs/current/amcheck.html).
      await door.ask('CREATE EXTENSION IF NOT EXISTS amcheck')
      await door.ask(`SELECT bt_index_check(i.indexrelid, true) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        JOIN pg_am AS a ON a.oid = c.relam JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE a.amname = 'btree' AND n.nspname = 'public' AND i.indisvalid`)
      return 'ok'
    }
  }
}

/** Makes an SQLite database drop every tenth audit row, as a store would that wrote keys and audit in two transactions. */
export async function loseAuditRows(file: string): Promise<void> {
  const door = await openSideDoor(file)
  await door.ask(`CREATE TRIGGER lose_audit_rows AFTER INSERT ON audit_events WHEN new.sequence % 10 = 0
    BEGIN DELETE FROM audit_events WHERE chain_id = new.chain_id AND sequence = new.sequence; END`)
  await door.close()
}
