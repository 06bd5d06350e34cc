import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ConfigError } from './config-error.ts'
import { parseConfigText, readConfigFile } from './read-config-file.ts'

const canary = 'canary4711'
const refused = (text: string, rule: RegExp) =>
  assert.throws(
    () => parseConfigText(text),
    (error) => error instanceof ConfigError && rule.test(error.message) && !error.message.includes(canary),
  )

describe('a configuration document', () => {
  it('is YAML or JSON', () => {
    const expected = { serve: { http: { port: 1, trusted_proxies: ['10.0.0.0/8'] } } }
    assert.deepEqual(parseConfigText('serve:\n  http:\n    port: 1\n    trusted_proxies: [10.0.0.0/8]\n'), expected)
    assert.deepEqual(parseConfigText(JSON.stringify(expected)), expected)
    assert.deepEqual(parseConfigText('port: 0x10\non: yes\nbig: 1e3\n'), { port: 16, on: 'yes', big: 1000 })
  })

  it('may be empty', () => {
    for (const text of ['', '\n', '# nothing\n', '---\n', 'null']) assert.deepEqual(parseConfigText(text), {})
  })

  it('must not say a thing twice', () => {
    refused(`a: 1\na: ${canary}`, /key twice at line 2/)
    refused(`{"a": 1, "a": "${canary}"}`, /key twice at line 1/)
    refused(`a: 1\n---\na: ${canary}`, /one document/)
  })

  it('must be plain: no aliases, tags, odd keys or odd numbers', () => {
    refused(`a: &x ${canary}\nb: *x`, /aliases/)
    refused('a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]', /aliases/)
    refused(`a: !!binary ${canary}`, /tag|value/)
    refused(`a: !env ${canary}`, /tag/)
    refused('1: a', /not text/)
    refused('? [a]\n: b', /not text/)
    refused('a: .inf', /value that is not/)
    for (const name of ['__proto__', 'constructor', 'prototype']) refused(`x:\n  ${name}: {a: 1}`, /must not have a key named/)
  })

  it('is reported by line and never quoted when it is broken', () => {
    for (const text of [`a: [${canary}`, `a: "${canary}`, `a: ${canary}: b`, `%${canary}\n`]) {
      refused(text, /line \d|one document|tag/)
    }
  })
})

describe('a configuration file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
  after(() => rmSync(folder, { recursive: true }))
  const rule = (file: string, expected: RegExp) => assert.throws(() => readConfigFile(file), expected)

  it('must exist, be a file, be UTF-8 and be small', () => {
    rule(join(folder, 'none.yaml'), /does not exist/)
    rule(folder, /is not a file/)
    const file = join(folder, 'a.yaml')
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x41]))
    rule(file, /UTF-8/)
    writeFileSync(file, 'a: 1')
    assert.deepEqual(readConfigFile(file), { a: 1 })
    truncateSync(file, 2 * 1024 * 1024)
    rule(file, /larger than 1 MiB/)
  })
})
