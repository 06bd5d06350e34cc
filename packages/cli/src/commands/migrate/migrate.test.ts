import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runCli } from '../../testing/run-cli.ts'

describe('latchkey migrate', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-migrate-'))
  })
  after(() => rm(folder, { recursive: true }))

  const migrate = async (...words: readonly string[]) => {
    const environment = { LATCHKEY_DATA_DIR: join(folder, 'data') }
    const { code, stdout, stderr } = await runCli(['migrate', ...words, '--format', 'json'], { environment })
    return { code, stderr, status: stdout === '' ? undefined : JSON.parse(stdout) }
  }

  it('brings an empty database up, back and up again', async () => {
    const { latest_version: latest } = (await migrate('status')).status
    assert.equal((await migrate('status')).status.current_version, 0)
    assert.equal((await migrate('up')).status.current_version, latest)
    assert.match((await migrate('up')).stderr, /was up to date/)
    assert.equal((await migrate('down', '--yes', '--steps', String(latest))).status.current_version, 0)
    assert.match((await migrate('down', '--yes')).stderr, /nothing to take back/)
    const { status } = await migrate('up')
    assert.equal(status.current_version, latest)
    assert.ok(status.migrations.every(({ apply_time: at }: { apply_time: string }) => !Number.isNaN(Date.parse(at))))
  })

  it('records a version by force, but only one that there is', async () => {
    assert.equal((await migrate('force', '1')).status.current_version, 1)
    const { latest_version: latest } = (await migrate('status')).status
    assert.equal((await migrate('force', String(latest))).status.current_version, latest)
    const unknown = await migrate('force', '9999')
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /there is no schema version 9999/)
    assert.equal((await migrate('force', 'one')).code, 2)
  })

  it('deletes nothing that was not confirmed', async () => {
    const { latest_version: latest } = (await migrate('up')).status
    assert.equal((await migrate('down')).code, 2)
    assert.equal((await migrate('status')).status.current_version, latest)
  })

  it('names every setting that is wrong on a line of its own', async () => {
    const environment = { LATCHKEY_DATA_DIR: folder, LATCHKEY_CACHE_ENABLED: 'maybe', LATCHKEY_LOG_LEVEL: 'loud' }
    const { code, stderr } = await runCli(['migrate', 'status'], { environment })
    assert.equal(code, 1)
    assert.match(stderr, /^error: The configuration cannot be used:\n {2}LATCHKEY_CACHE_ENABLED: .*\n/)
  })

  it('works on the database that is named', async () => {
    const other = `sqlite://${join(folder, 'other.db')}`
    const { status } = await migrate('up', '--database', other)
    assert.equal((await migrate('status', '--database', other)).status.current_version, status.latest_version)
  })
})
