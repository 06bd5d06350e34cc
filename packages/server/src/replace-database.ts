import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { BUSY_TIMEOUT_MS } from './adapters/sqlite/connection.ts'
import { ALL_PAGES } from './backup.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import { createPrivately, placeFile, replaceFile, syncFile } from './durable-file.ts'
import { refused } from './inspect-backup.ts'

const SIDE_SUFFIXES = ['-wal', '-shm', '-journal'] as const
// https://sqlite.org/rescode.html
const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** What SQLite keeps beside a database. It would be replayed into whatever database has the name. */
export function removeSideFiles(database: string): void {
  for (const suffix of SIDE_SUFFIXES) rmSync(`${database}${suffix}`, { force: true })
}

/**
 * Puts a finished draft in the place of a database that nobody uses, and keeps the old one beside it. Resolves to where.
 * Throws `failed_precondition` while another process has it open.
 */
export async function replaceDatabase(draft: string, database: string, beforehand: () => void): Promise<string> {
  const keptAs = `${database}.${new Date(systemClock.now()).toISOString().replaceAll(/[:.]/g, '-')}`
  const alone = openAlone(database)
  try {
    await keep(alone, database, keptAs)
    beforehand()
    removeSideFiles(database)
    replaceFile(draft, database)
    // A server that was started meanwhile waits for the old file; it must give up before it could go on with that.
    if (alone !== undefined) await delay(BUSY_TIMEOUT_MS + 500)
  } finally {
    alone?.close()
  }
  return keptAs
}

/**
 * A connection that keeps everybody else out. A server on a database holds a shared lock on its file for as long as it has
 * it open, and a database leaves the write-ahead mode only for somebody who is alone; this also brings what is in the log
 * into the file. This sees processes of this machine; whether it sees others is up to the file system. `undefined` for a file that is no database, so that it can be replaced all the same.
 */
function openAlone(database: string): DatabaseSync | undefined {
  const connection = new DatabaseSync(database, { timeout: 0 })
  try {
    // After these no file is left open beside the database that closing the connection would remove.
    connection.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT; PRAGMA journal_mode = MEMORY',
    )
    return connection
  } catch (error) {
    connection.close()
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
    if (code === SQLITE_BUSY) throw refused(`${database} is in use; stop the server first`)
    if (code !== SQLITE_CORRUPT && code !== SQLITE_NOTADB) throw error
    if (!existsSync(`${database}-shm`)) return undefined
    throw refused(`${database} is damaged, and perhaps in use; when no server runs, remove ${database}-shm and try again`)
  }
}

/** Closing any descriptor of a locked file gives up its locks (fcntl), so a database is read through the connection itself. */
async function keep(alone: DatabaseSync | undefined, database: string, keptAs: string): Promise<void> {
  if (alone !== undefined) return keepDraft(keptAs, async (draft) => void (await backup(alone, draft, { rate: ALL_PAGES })))
  for (const suffix of ['', ...SIDE_SUFFIXES]) {
    if (existsSync(`${database}${suffix}`))
      await keepDraft(`${keptAs}${suffix}`, async (draft) => copyFileSync(`${database}${suffix}`, draft))
  }
}

async function keepDraft(keptAs: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${keptAs}.${systemRandom.uuid()}.part`
  try {
    createPrivately(draft)
    await write(draft)
    syncFile(draft)
    if (!placeFile(draft, keptAs)) throw refused(`${keptAs} exists already`)
  } finally {
    rmSync(draft, { force: true })
  }
}
