import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { openAdministration } from '@latchkey/server/administration'
import { Api, expectStatus, type Issued } from '../proof/support/api.ts'
import { ChildServer } from '../proof/support/child-server.ts'
import { startTestServer } from '../support/test-server.ts'

const PROGRAM = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')
const KILLED_AT_CALL = resolve(import.meta.dirname, '../support/killed-at-call.ts')
const WRITERS = 4
const KEYS = 20

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `latchkey …` as a process of its own on a data folder; killed before its nth call to the file system where that is given. */
async function latchkey(dataDir: string, words: readonly string[], killAt?: number): Promise<Ran> {
  const preload = killAt === undefined ? [] : ['--import', KILLED_AT_CALL]
  const child: ChildProcess = spawn(process.execPath, [...preload, PROGRAM, ...words], {
    cwd: dataDir,
    env: { PATH: process.env['PATH'], HOME: dataDir, LATCHKEY_DATA_DIR: dataDir, KILL_AT_CALL: String(killAt ?? 0) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (chunk) => (output[name] += chunk))
  const [code] = await once(child, 'close')
  return { code, ...output }
}

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-backup-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** A data folder of its own. */
function dataFolder(name: string): string {
  const path = join(folder, name, 'data')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}

const databaseOf = (dataDir: string): string => join(dataDir, 'latchkey.db')

describe('a backup while the server writes', () => {
  let server: ChildServer
  let api: Api
  before(async () => {
    server = await ChildServer.prepare()
    await server.start()
    api = new Api(server)
  })
  after(async () => {
    api.close()
    await server.remove()
  })

  it('has every key that was acknowledged before, and what was revoked stays revoked', { timeout: 120_000 }, async () => {
    const kept: Issued[] = []
    for (let made = 0; made < KEYS; made++) kept.push(await api.issue())
    const revoked = kept.splice(0, 5)
    for (const { keyId } of revoked) {
      expectStatus(await api.admin('POST', `/issuedApiKeys/${keyId}:revoke`, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' }), 204)
    }
    const writing = new AbortController()
    let written = 0
    const writers = Array.from({ length: WRITERS }, async () => {
      for (; !writing.signal.aborted; written++) await api.issue()
    })
    const sourceData = join(server.folder, 'data')
    const file = join(folder, 'writing.db')
    const writtenBefore = written
    const backedUp = await latchkey(sourceData, ['backup', file, '--format', 'json'])
    assert.equal(backedUp.code, 0, backedUp.stderr)
    assert.match(backedUp.stderr, /master key is not in the backup/)
    assert.ok(written > writtenBefore, 'nothing was written meanwhile')
    writing.abort()
    await Promise.all(writers)
    assert.equal(statSync(file).mode & 0o777, 0o600)

    const restored = dataFolder('writing')
    const refused = await latchkey(restored, ['restore', file])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /open with none of the master keys/)
    assert.deepEqual(readdirSync(restored), [])
    copyFileSync(join(sourceData, 'master.key'), join(restored, 'master.key'))
    const { code, stdout, stderr } = await latchkey(restored, ['restore', file, '--format', 'json'])
    assert.equal(code, 0, stderr)
    const report = JSON.parse(stdout)
    assert.ok(report.keys >= KEYS)
    assert.equal(report.projects, 1)
    assert.ok(Date.parse(report.last_event_time) <= Date.now())
    await expectKeys(join(folder, 'writing'), { kept, revoked, projectKey: server.projectKey, keys: report.keys })
  })

  it('can take the master key along, and then needs nothing else', { timeout: 60_000 }, async () => {
    const key = await api.issue()
    const file = join(folder, 'with-key.db')
    const backedUp = await latchkey(join(server.folder, 'data'), ['backup', file, '--with-master-key'])
    assert.equal(backedUp.code, 0, backedUp.stderr)
    assert.match(backedUp.stderr, /The master key is in the backup/)

    const other = dataFolder('other-key')
    writeFileSync(join(other, 'master.key'), `${Buffer.alloc(32, 7).toString('base64url')}\n`, { mode: 0o600 })
    const refused = await latchkey(other, ['restore', file])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /holds another master key/)
    assert.deepEqual(readdirSync(other), ['master.key'])

    const restored = dataFolder('with-key')
    assert.equal((await latchkey(restored, ['restore', file])).code, 0)
    assert.equal(statSync(join(restored, 'master.key')).mode & 0o777, 0o600)
    const masterKey = readFileSync(join(restored, 'master.key'))
    assert.deepEqual(masterKey, readFileSync(join(server.folder, 'data', 'master.key')))
    const bytes = Buffer.from(masterKey.toString('utf8').trim(), 'base64url')
    assert.ok(readFileSync(file).includes(bytes))
    assert.ok(!readFileSync(databaseOf(restored)).includes(bytes))
    await expectKeys(join(folder, 'with-key'), { kept: [key], revoked: [], projectKey: server.projectKey })
  })

  it('replaces a file only when it is told to, and never the database', { timeout: 60_000 }, async () => {
    const data = join(server.folder, 'data')
    const file = join(folder, 'twice.db')
    writeFileSync(file, 'precious')
    const refused = await latchkey(data, ['backup', file])
    assert.deepEqual([refused.code, readFileSync(file, 'utf8')], [1, 'precious'])
    assert.match(refused.stderr, /exists; .*--force/)
    assert.equal((await latchkey(data, ['backup', databaseOf(data), '--force'])).code, 1)
    assert.equal((await latchkey(data, ['backup', file, '--force'])).code, 0)
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('.part')),
      [],
    )
    assert.match((await latchkey(data, ['backup', join(folder, 'no-such', 'x.db')])).stderr, /ENOENT/)
  })

  it('cannot be restored over a running server, which does not mind', { timeout: 60_000 }, async () => {
    const data = join(server.folder, 'data')
    const file = join(folder, 'running.db')
    assert.equal((await latchkey(data, ['backup', file])).code, 0)
    const later = await api.issue()
    const unforced = await latchkey(data, ['restore', file])
    assert.equal(unforced.code, 1)
    assert.match(unforced.stderr, /--force replaces it/)
    const refused = await latchkey(data, ['restore', file, '--force'])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /is in use; stop the server first/)
    assert.equal(await api.isValid(later.secret), true)
    await server.kill()
    // A killed server leaves its log behind; what is in it belongs to the database that is kept.
    const { code, stdout, stderr } = await latchkey(data, ['restore', file, '--force', '--format', 'json'])
    assert.equal(code, 0, stderr)
    assert.ok(!existsSync(`${databaseOf(data)}-wal`))
    assert.ok(countKeys(JSON.parse(stdout).kept_as) > countKeys(databaseOf(data)))
    await server.start()
    assert.equal(await api.isValid(later.secret), false)
  })
})

describe('a backup that is not whole', () => {
  it('is refused, and nothing is touched', { timeout: 120_000 }, async () => {
    const data = await makeStore('whole')
    const file = join(folder, 'whole.db')
    assert.equal((await latchkey(data, ['backup', file])).code, 0)
    const before = readFileSync(databaseOf(data))
    const size = statSync(file).size
    const broken = join(folder, 'broken.db')
    const refuse = async (why: RegExp): Promise<void> => {
      const { code, stderr } = await latchkey(data, ['restore', broken, '--force'])
      assert.equal(code, 1)
      assert.match(stderr, why)
      assert.deepEqual(readFileSync(databaseOf(data)), before)
    }
    for (const length of [0, 50, 4096, size - 1]) {
      copyFileSync(file, broken)
      truncateSync(broken, length)
      await refuse(/is no backup, or it was cut off/)
    }
    for (const place of [10, Math.floor(size / 2), size - 200]) {
      const bytes = readFileSync(file)
      bytes[place] = (bytes[place] ?? 0) ^ 1
      writeFileSync(broken, bytes)
      await refuse(/is damaged/)
    }
    copyFileSync(databaseOf(data), broken)
    await refuse(/is no backup/)
    assert.match((await latchkey(data, ['restore', join(folder, 'none.db'), '--force'])).stderr, /there is no file/)
    assert.deepEqual(readdirSync(data).sort(), ['latchkey.db', 'master.key'])
  })
})

describe('a process that is killed', () => {
  it('leaves the old store or the new one, wherever a restore was cut off', { timeout: 300_000 }, async () => {
    const [old, other] = [await makeStore('old'), await makeStore('new')]
    copyFileSync(join(other, 'master.key'), join(old, 'master.key'))
    const file = join(folder, 'new.db')
    assert.equal((await latchkey(other, ['backup', file, '--with-master-key'])).code, 0)
    const seen = new Set<string>()
    await untilItEnds(old, ['restore', file, '--force'], () => {
      seen.add(slugIn(databaseOf(old)))
      return seen.has('new')
    })
    assert.deepEqual([...seen], ['old', 'new'])
    const kept = readdirSync(old).filter((name) => /^latchkey\.db\.[^.]+$/.test(name))
    assert.ok(kept.length > 0 && kept.every((name) => slugIn(join(old, name)) === 'old'))
    for (const name of readdirSync(old)) assert.equal(statSync(join(old, name)).mode & 0o077, 0, name)
  })

  it('leaves a new folder without a store or with a whole one', { timeout: 300_000 }, async () => {
    const file = join(folder, 'fresh.db')
    assert.equal((await latchkey(await makeStore('fresh-source'), ['backup', file, '--with-master-key'])).code, 0)
    const data = dataFolder('fresh')
    const seen = new Set<string>()
    await untilItEnds(data, ['restore', file], () => {
      const isThere = existsSync(databaseOf(data))
      seen.add(isThere ? slugIn(databaseOf(data)) : 'none')
      return isThere
    })
    assert.deepEqual([...seen], ['none', 'fresh-source'])
    assert.equal(existsSync(join(data, 'master.key')), true)
  })

  it('leaves the old backup or the new one', { timeout: 300_000 }, async () => {
    const [old, data] = [await makeStore('first'), await makeStore('second')]
    const file = join(folder, 'kept.db')
    assert.equal((await latchkey(old, ['backup', file])).code, 0)
    const seen = new Set<string>()
    await untilItEnds(data, ['backup', file, '--force'], () => {
      seen.add(slugIn(file))
      return seen.has('second')
    })
    assert.deepEqual([...seen], ['first', 'second'])
  })
})

/** Runs a command again and again, killed a call later each time, until it ends by itself or `look` has seen enough. */
async function untilItEnds(dataDir: string, words: readonly string[], look: () => unknown): Promise<void> {
  for (let killAt = 1; ; killAt++) {
    assert.ok(killAt < 60, 'the command does not end')
    const { code, stderr } = await latchkey(dataDir, words, killAt)
    const isEnough = look() === true
    if (code === 0 || isEnough) return
    assert.equal(code, null, stderr)
  }
}

/** A store at rest with a project of that name beside the first one. */
async function makeStore(slug: string): Promise<string> {
  const dataDir = dataFolder(slug)
  const environment = { LATCHKEY_DATA_DIR: dataDir }
  assert.equal((await latchkey(dataDir, ['migrate', 'up'])).code, 0)
  const administration = await openAdministration({ configFile: undefined, environment })
  await administration.createProject({ name: slug, environment: 'dev', slug })
  await administration.close()
  return dataDir
}

/** The project that `makeStore` made, out of a file that must be whole. */
function slugIn(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' })
    return String(db.prepare('SELECT slug FROM projects ORDER BY ordinal DESC LIMIT 1').get()?.['slug'])
  } finally {
    db.close()
  }
}

function countKeys(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return Number(db.prepare('SELECT count(*) AS keys FROM issued_api_keys').get()?.['keys'])
  } finally {
    db.close()
  }
}

interface Expected {
  readonly kept: readonly Issued[]
  readonly revoked: readonly Issued[]
  readonly projectKey: string
  readonly keys?: number
}

/** Starts a server on a restored folder and asks it. */
async function expectKeys(restored: string, { kept, revoked, projectKey, keys }: Expected): Promise<void> {
  const server = await startTestServer({ folder: restored, projectKey })
  const api = new Api(server)
  try {
    for (const { secret } of kept) assert.equal(await api.isValid(secret), true)
    for (const { secret } of revoked) assert.equal(await api.isValid(secret), false)
    if (keys !== undefined) assert.equal((await api.list('issuedApiKeys')).length, keys)
    assert.equal(verifyAuditChain(await server.server.readAuditEvents(server.projectId)).intact, true)
  } finally {
    api.close()
    await server.stop()
  }
}
