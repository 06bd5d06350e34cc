import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
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

  it('of an engine that is not there yet is refused, not ignored', () => {
    for (const dsn of [
      'postgres://a/b',
      'postgresql://a',
      'cockroach://a',
      'mysql://a',
      'memory',
      'file:x.db',
      '/x.db',
      'sqlite:x',
      'sqlite://?x',
      '',
    ]) {
      assert.equal(typeof parseDatabaseDsn(dsn), 'string', dsn)
    }
  })
})
