import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type MoveOptions, moveStore } from '@latchkey/server/move'
import { backend } from '../support/backend.ts'
import { signIn } from '../support/people.ts'
import { eventually } from '../webhooks/receiver.ts'
import { type Engine, engines } from './engines.ts'
import { type LivedInStore, liveInStore } from './lived-in-store.ts'

const refusedWith = (reason: RegExp) => (error: Error) =>
  'code' in error && error.code === 'failed_precondition' && reason.test(error.message)

/** A run on SQLite, as `npm test` is, shows that a move works; all else is for runs on the engine it goes to. */
const isBrief = backend.store === 'sqlite' || backend.store === 'memory'
const engineName = backend.store === 'mariadb' ? 'MariaDB' : 'PostgreSQL'

describe(`a move from SQLite to ${engineName}`, () => {
  let engine: Engine
  let lived: LivedInStore
  before(async () => {
    ;[engine, lived] = await Promise.all([engines[engineName](), liveInStore()])
  })
  after(async () => {
    await lived.remove()
    await engine.stop()
  })

  const move = (to: string, options: Partial<MoveOptions> = {}) =>
    moveStore({ configFile: undefined, environment: lived.environment, from: lived.dsn, to, ...options })

  /** Cuts a move off after so many rows. */
  const moveInPart = async (to: string, rows: number): Promise<void> => {
    const onProgress = (done: number): void => {
      if (done >= rows) throw new Error('cut off')
    }
    await assert.rejects(move(to, { onProgress }), /cut off/)
  }

  it('brings everything along, and a server goes on with it', async () => {
    const target = await engine.open()
    const report = await move(target)
    assert.deepEqual([report.isResumed, report.projects, report.chains], [false, 2, 3])
    // A checkpoint of nobody's was written into the file by hand.
    assert.deepEqual(report.warnings, [
      'The audit chain of something that is no longer there is broken, as it was before the move',
    ])
    assert.deepEqual(
      report.tables.filter(({ rows }) => rows === 0).map((table) => table.name),
      [],
    )
    const { server, project } = await lived.serve(target)
    try {
      for (const [credential, verdict] of lived.verdicts) assert.equal(await project.verify(credential), verdict)
      const again = await project.call('POST', '/v2alpha1/admin/issuedApiKeys', {
        ...{ name: 'lebt ☂', actor_id: 'actor', metadata: { ключ: ['𝄞', 1.5, null] }, request_id: 'once' },
      })
      assert.deepEqual([again.status, again.body.secret], [201, ''], JSON.stringify(again.body))
      const { status, body } = await server.control('GET', '/console/api/session', undefined, lived.owner)
      assert.deepEqual([status, body.account?.email], [200, lived.owner.email], JSON.stringify(body))
      assert.equal((await signIn(server, lived.owner)).id, lived.owner.id)
      lived.receiver.answer = 204
      const fresh = await project.issue({ name: 'after the move' })
      assert.equal(await project.verify(fresh.secret), 'VALID')
      const told = (): readonly string[] =>
        lived.receiver.received.filter(({ isGenuine }) => isGenuine).map(({ data }) => data.api_key?.name)
      await eventually('what was untold, and what is new', () => told().includes('after the move'))
    } finally {
      await server.stop()
    }
  })

  if (isBrief) return

  it('goes on where it was cut off, and until its end no server starts', async () => {
    const target = await engine.open()
    for (const rows of [1, 200, 700]) {
      await moveInPart(target, rows)
      await assert.rejects(lived.serve(target), refusedWith(/a move to this database is not complete/))
    }
    const report = await move(target)
    assert.equal(report.isResumed, true)
    const whole = await move(await engine.open())
    assert.deepEqual(report.tables, whole.tables)
    await (await lived.serve(target)).server.stop()
  })

  it('refuses a target that is not empty or not migrated, and leaves it as it is', async () => {
    const target = await engine.open()
    await move(target)
    await assert.rejects(move(target), refusedWith(/not empty/))
    await (await lived.serve(target)).server.stop()
    await assert.rejects(move(await engine.openUnmigrated()), refusedWith(/latchkey migrate up/))
  })

  it('refuses a wrong master key before anything is written', async () => {
    const target = await engine.open()
    const environment = {
      LATCHKEY_DATA_DIR: join(lived.folder, 'elsewhere'),
      LATCHKEY_SECRETS_MASTER_CURRENT: randomBytes(48).toString('base64url'),
    }
    await assert.rejects(move(target, { environment }), refusedWith(/do not open with the master keys/))
    await move(target)
  })

  it('refuses to go on with a source in which anything happened meanwhile', async () => {
    const target = await engine.open()
    await moveInPart(target, 100)
    const { server, project } = await lived.serve()
    await project.issue({ name: 'meanwhile' })
    await assert.rejects(move(target), refusedWith(/in use; stop the server first/))
    await server.stop()
    await assert.rejects(move(target), refusedWith(/another source, or of this one as it was before it changed/))
  })

  it('refuses to end when the source was changed past the audit log', async () => {
    const target = await engine.open()
    await moveInPart(target, 700)
    const database = new DatabaseSync(lived.dsn.slice('sqlite://'.length))
    database.exec('UPDATE usage_totals SET valid = valid + 1; UPDATE issued_api_keys SET last_used_at = 5')
    database.close()
    await assert.rejects(move(target), refusedWith(/not the same: the source was changed since this move began/))
    await assert.rejects(lived.serve(target), refusedWith(/not complete/))
  })
})
