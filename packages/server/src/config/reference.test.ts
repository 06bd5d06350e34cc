import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { parseDatabaseDsn } from './database-dsn.ts'
import { readValue } from './read-value.ts'
import { REFERENCE_PAGE, renderConfigReference } from './reference.ts'
import { configSchema } from './schema.ts'

describe('the configuration reference', () => {
  it('is what the schema says; otherwise run `npm run generate`', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../..', REFERENCE_PAGE), 'utf8')
    assert.equal(page, renderConfigReference())
  })

  it('names every setting once', () => {
    const page = renderConfigReference()
    for (const { path } of configSchema) assert.equal(page.split(`| \`${path}\`<br>`).length, 2, path)
  })
})

describe('the schema', () => {
  it('has each path once, and none that is a block as well', () => {
    const paths = configSchema.map(({ path }) => path)
    assert.equal(new Set(paths).size, paths.length)
    for (const path of paths) assert.ok(!paths.some((other) => other.startsWith(`${path}.`)), path)
  })

  it('has defaults that its own rules accept', () => {
    for (const entry of configSchema) if (entry.default !== undefined) readValue(entry, entry.default)
  })

  it('marks as secret whatever holds secrets', () => {
    for (const entry of configSchema) {
      const isTelling = /^secrets\.|password(?!_file)|client_secret$|signing_keys|dsn/.test(entry.path)
      assert.equal(entry.secret === true, isTelling, entry.path)
    }
  })
})

describe('a database DSN', () => {
  it('names a file as written', () => {
    const files = {
      'sqlite://./data/x.db': './data/x.db',
      'sqlite:///var/x.db': '/var/x.db',
      'sqlite://x.db?_fk=true': 'x.db',
      'sqlite://:memory:': ':memory:',
      'sqlite://x?mode=memory': ':memory:',
    }
    for (const [dsn, path] of Object.entries(files)) assert.deepEqual(parseDatabaseDsn(dsn), { kind: 'sqlite', path })
  })

  it('names a server, a database and how to get there', () => {
    const location = parseDatabaseDsn(
      'postgres://keys:p%40ss@db.example:6432/latch?sslmode=verify-full&sslrootcert=/ca.pem&max_conns=8&max_conn_lifetime=1h&prepared_statements=false',
    )
    assert.ok(typeof location !== 'string' && location.kind === 'postgres')
    assert.deepEqual(
      { ...location, password: location.password?.reveal() },
      {
        kind: 'postgres',
        host: 'db.example',
        port: 6432,
        user: 'keys',
        password: 'p@ss',
        database: 'latch',
        tls: { mode: 'verify-full', caFile: '/ca.pem', certificateFile: undefined, keyFile: undefined },
        maxConnections: 8,
        maxIdleConnections: 2,
        maxLifetimeMs: 3_600_000,
        maxIdleMs: 600_000,
        preparesStatements: false,
      },
    )
    assert.ok(!inspect(location).includes('p@ss'))
  })

  it('takes the usual port, and sends nothing in the clear to another machine', () => {
    const modes = ['postgresql://u@h/d', 'cockroach://u@127.0.0.1/d', 'mysql://u@localhost/d', 'mysql://u@h/d?tls=VERIFY_CA'].map(
      (dsn) => {
        const location = parseDatabaseDsn(dsn)
        assert.ok(typeof location !== 'string' && location.kind !== 'sqlite', dsn)
        return [location.kind, location.port, location.tls.mode]
      },
    )
    assert.deepEqual(modes, [
      ['postgres', 5432, 'require'],
      ['cockroach', 26257, 'disable'],
      ['mysql', 3306, 'disable'],
      ['mysql', 3306, 'verify-ca'],
    ])
  })

  it('is refused with the rule that it breaks, and without a word of itself', () => {
    for (const dsn of [
      'postgres://canary/b',
      'postgres://u:canary@h',
      'postgres://u:canary@h/a/b',
      'postgres://u:canary@/d',
      'postgres://u:canary%@h/d',
      'postgres://u:canary@h:x/d',
      'postgres://u:canary@h/d?sslmode=prefer',
      'postgres://u:canary@h/d?max_conns=1',
      'postgres://u:canary@h/d?max_conn_lifetime=canary',
      'postgres://u:canary@h/d?prepared_statements=maybe',
      'mysql://u:canary@h/d?search_path=canary',
      'mysql://u:canary@10.0.0.1/d?sslmode=verify-full',
      'mysql://u:canary@[::1]/d?tls=VERIFY_IDENTITY',
      'oracle://canary',
      'memory',
      'file:x.db',
      '/x.db',
      'sqlite:x',
      'sqlite://?x',
      '',
    ]) {
      const problem = parseDatabaseDsn(dsn)
      assert.ok(typeof problem === 'string' && !problem.includes('canary'), dsn)
    }
  })
})
