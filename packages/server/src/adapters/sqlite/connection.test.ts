import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openConnection } from './connection.ts'
import { openSqliteStore } from './sqlite-store.ts'

describe('openConnection', () => {
  it('syncs every commit to disk, waits for other writers and checks references', () => {
    const folder = openTemporaryFolder()
    const db = openConnection(join(folder.path, 'new', 'latchkey.db'))
    const pragma = (name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    assert.equal(pragma('journal_mode'), 'wal')
    assert.equal(pragma('synchronous'), 2)
    assert.equal(pragma('foreign_keys'), 1)
    assert.equal(pragma('trusted_schema'), 0)
    assert.ok(Number(pragma('busy_timeout')) >= 5_000)
    db.close()
    folder.remove()
  })

  it('creates the folder and all files for their owner alone', async () => {
    const folder = openTemporaryFolder()
    const path = join(folder.path, 'data', 'latchkey.db')
    const store = openSqliteStore({ path })
    for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(statSync(join(folder.path, 'data')).mode & 0o777, 0o700)
    await store.close()
    folder.remove()
  })

  it('is unavailable when the file is no database', () => {
    const folder = openTemporaryFolder()
    const path = join(folder.path, 'latchkey.db')
    writeFileSync(path, 'this is a text and not a database, and it is longer than a header of one hundred bytes, so it is read')
    assert.throws(() => openSqliteStore({ path }), { code: 'service_unavailable' })
    folder.remove()
  })
})
