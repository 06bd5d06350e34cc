import { DatabaseSync } from 'node:sqlite'
import { chainAuditEvent, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEntry, AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import { SqliteAuditLog } from '@latchkey/server/adapters/sqlite/audit-log'
import { openSqliteStore } from '@latchkey/server/adapters/sqlite/sqlite-store'

/** Goes on with the chain of the oldest project in a database file, as a server would have. */
export function fillFirstChain(file: string, entries: Iterable<AuditEntry>): void {
  const db = new DatabaseSync(file)
  const log = new SqliteAuditLog(db)
  const chainId = String(db.prepare('SELECT id FROM projects ORDER BY ordinal').get()?.['id'])
  let head = log.findHead(chainId) ?? { sequence: 0, hash: GENESIS_HASH }
  db.exec('BEGIN')
  for (const entry of entries) {
    const event = chainAuditEvent(entry, chainId, head.sequence + 1, head.hash)
    log.insertEvent(chainId, event)
    head = { sequence: event.sequence, hash: event.hash }
  }
  log.writeHead(chainId, head)
  db.exec('COMMIT')
  db.close()
}

/** Opens the audit log of a database file that no server uses. */
export async function onAuditFile<R>(file: string, act: (auditLog: AuditLog) => R | Promise<R>): Promise<R> {
  const store = openSqliteStore({ path: file })
  try {
    return await act(store.auditLog)
  } finally {
    await store.close()
  }
}

/** Every event that is left of a chain, oldest first. */
export const readAuditFile = (file: string, chainId: string): Promise<readonly AuditEvent[]> =>
  onAuditFile(file, (auditLog) => auditLog.readChain(chainId, { after: 0, limit: Number.MAX_SAFE_INTEGER }))
