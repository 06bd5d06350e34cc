import { DatabaseSync } from 'node:sqlite'

const ALL_KEYS = 'SELECT id FROM issued_api_keys UNION ALL SELECT id FROM imported_api_keys'
const REVOKED_KEYS =
  'SELECT id FROM issued_api_keys WHERE revoked_at IS NOT NULL UNION ALL SELECT id FROM imported_api_keys WHERE revoked_at IS NOT NULL'
const CREATED = "SELECT target_id FROM audit_events WHERE event IN ('api_key.issued', 'api_key.imported')"
const ENDED = "SELECT target_id FROM audit_events WHERE event IN ('api_key.revoked', 'api_key.rotated')"

const difference = (left: string, right: string): string =>
  `SELECT count(*) AS n FROM (SELECT * FROM (${left}) EXCEPT SELECT * FROM (${right}))`

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
  'SELECT count(*) AS n FROM (SELECT 1 FROM issued_api_keys WHERE supersedes IS NOT NULL GROUP BY supersedes HAVING count(*) > 1)',
  `SELECT abs((SELECT sum(live_keys) FROM projects) - (SELECT count(*) FROM (${ALL_KEYS})) + (SELECT count(*) FROM (${REVOKED_KEYS}))) AS n`,
  'SELECT count(*) AS n FROM audit_chains c WHERE sequence <> (SELECT max(sequence) FROM audit_events e WHERE e.chain_id = c.chain_id)',
]

const ORIGINALS = 'SELECT name FROM issued_api_keys WHERE supersedes IS NULL UNION ALL SELECT name FROM imported_api_keys'

export interface DatabaseState {
  /** What `PRAGMA integrity_check` says; `ok` when all is well. */
  readonly integrity: string
  readonly halfWritten: number
  /** Keys by name, without the successors of rotations, which share the names of their predecessors. */
  readonly names: number
  readonly namesWithSeveralKeys: number
}

/** Reads the database file beside a running server. */
export function inspectDatabase(file: string): DatabaseState {
  const db = new DatabaseSync(file, { readOnly: true })
  const count = (sql: string): number => Number(db.prepare(sql).get()?.['n'])
  try {
    return {
      integrity: String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check']),
      halfWritten: halves.reduce((total, sql) => total + count(sql), 0),
      names: count(`SELECT count(DISTINCT name) AS n FROM (${ORIGINALS})`),
      namesWithSeveralKeys: count(`SELECT count(*) AS n FROM (SELECT 1 FROM (${ORIGINALS}) GROUP BY name HAVING count(*) > 1)`),
    }
  } finally {
    db.close()
  }
}

/** Makes the database drop every tenth audit row, as a store would that wrote keys and audit in two transactions. */
export function loseAuditRows(file: string): void {
  const db = new DatabaseSync(file)
  db.exec(`CREATE TRIGGER lose_audit_rows AFTER INSERT ON audit_events WHEN new.sequence % 10 = 0
    BEGIN DELETE FROM audit_events WHERE chain_id = new.chain_id AND sequence = new.sequence; END`)
  db.close()
}
