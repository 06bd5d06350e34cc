import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import { mergeDocuments } from '@latchkey/core/project/settings-document'
import fc from 'fast-check'
import { generateHmacSecret, generateSigningJwk } from '../project/generate-secrets.ts'
import type { ConfigEntry } from './config-entry.ts'
import { ConfigError } from './config-error.ts'
import { variableOf } from './environment.ts'
import { loadConfig } from './load-config.ts'
import { configSchema } from './schema.ts'
import { reloadConfig } from './watch-config.ts'

// Broken on purpose in one place each; LATCHKEY_FUZZ_RUNS=10000 is the full volume.
const RUNS = Number(process.env['LATCHKEY_FUZZ_RUNS'] ?? 2000)
/** There are six ways in which they are broken. */
const numRuns = Math.ceil(RUNS / 6)

const folder = mkdtempSync(join(tmpdir(), 'latchkey-config-fuzz-'))
after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'config.json')

const canaries = [generateHmacSecret(), generateHmacSecret(), generateHmacSecret()] as const
const jwk = generateSigningJwk()
const base: JsonObject = {
  serve: { http: { host: '127.0.0.1', port: 4420, trusted_proxies: ['10.0.0.0/8'] }, admin_auth: 'access_keys' },
  credentials: {
    issuer: 'https://keys.acme.test',
    api_keys: { default_ttl: '168h', max_ttl: '8760h', prefix: { current: 'acme', retired: ['old'] } },
    derived_tokens: {
      default_ttl: '1h',
      jwt: { signing_keys: { urls: [`base64://${Buffer.from(JSON.stringify({ keys: [jwk] })).toString('base64')}`] } },
    },
  },
  secrets: { hmac: { current: canaries[0], retired: [canaries[1]] }, master: { current: canaries[2] } },
  cache: { ttl: '15s' },
  rate_limit: { enabled: true },
  plans: [{ name: 'free', api_keys_max: 10 }],
}

const at = (path: string, value: JsonValue): JsonObject =>
  path.split('.').reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value) as JsonObject

const load = (document: JsonObject, environment: Record<string, string> = {}) => {
  writeFileSync(file, JSON.stringify(document))
  return loadConfig({ file, environment })
}

/** Values that no setting of the type can have. */
const wrongValues: Readonly<Record<ConfigEntry['type'], readonly JsonValue[]>> = {
  string: [7, true, null, [], ['x'], { a: 1 }],
  boolean: ['true', 'yes', 1, 0, null, [], {}],
  integer: ['1', 1.5, -1, 1e300, null, true, [1], {}],
  number: ['0.5', null, true, [0.5], -1, 7],
  duration: [30, '30', 'soon', '1d', '-1s', '1 h', 's', '', '1h-1m', '9999999h', null, true, ['1h']],
  enum: ['', 'none of these', 'INFO', 0, null, true, ['info']],
  'list of strings': ['x', 7, null, [7], [null], [['x']], [{ value: 'x' }], {}],
  'list of retired values': [
    'x',
    7,
    null,
    [7],
    [null],
    [{}],
    [{ value: 7 }],
    [{ value: 'x', expires_at: 'soon' }],
    [{ value: 'x', end: 1 }],
  ],
  'list of plans': [
    'free',
    7,
    null,
    ['free'],
    [{}],
    [{ name: '' }],
    [{ name: 'a', cache: 'yes' }],
    [{ name: 'a', api_keys_max: -1 }],
  ],
  'list of networks': ['a', null, ['a'], [{}], [{ hostname: 'a.test' }], [{ hostname: 'a.test', id: 'x', config_path: 'y' }]],
}

/** The refusal of a configuration; fails when it is accepted, when it names no path, or when it shows a secret. */
function refusalOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    assert.ok(error.problems.length > 0)
    for (const secret of [...canaries, String(jwk['d'])]) {
      for (let start = 0; start + 12 <= secret.length; start += 6)
        assert.ok(!error.message.includes(secret.slice(start, start + 12)))
    }
    return error.problems.map(({ path }) => path)
  }
  return assert.fail('a broken configuration was accepted')
}

const entry = fc.constantFrom(...configSchema)
const secretText = fc.constantFrom(...canaries)

describe(`${RUNS} broken configurations`, () => {
  it('are built on one that is good', () => {
    const { config, secrets } = load(base)
    assert.deepEqual(config.defaultProject.settings['rate_limit'], { enabled: true })
    assert.equal(secrets.defaultProject.hmac?.current.reveal(), canaries[0])
  })

  it('are refused with the path: a value of the wrong type', () => {
    const wrong = entry.chain((one) => fc.tuple(fc.constant(one), fc.constantFrom(...wrongValues[one.type])))
    fc.assert(
      fc.property(wrong, ([{ path }, value]) => {
        const paths = refusalOf(() => load(mergeDocuments(base, at(path, value))))
        assert.ok(
          paths.some((problem) => problem.startsWith(path)),
          `${path}: ${paths.join()}`,
        )
      }),
      { numRuns },
    )
  })

  it('are refused with the path: a setting that does not exist, at any depth', () => {
    const blocks = [
      '',
      ...new Set(configSchema.flatMap(({ path }) => path.split('.').map((_, index, names) => names.slice(0, index).join('.')))),
    ]
    const name = fc.stringMatching(/^[a-z][a-z_]{0,11}$/)
    const known = new Set(
      configSchema.flatMap(({ path }) => path.split('.').map((_, index, names) => names.slice(0, index + 1).join('.'))),
    )
    fc.assert(
      fc.property(fc.constantFrom(...blocks), name, secretText, (block, member, secret) => {
        const path = block === '' ? member : `${block}.${member}`
        fc.pre(!known.has(path) && member !== 'constructor' && member !== 'prototype')
        assert.deepEqual(
          refusalOf(() => load(mergeDocuments(base, at(path, secret)))),
          [path],
        )
      }),
      { numRuns },
    )
  })

  it('are refused with the variable: text that cannot be the value', () => {
    const wrongTexts: Partial<Record<ConfigEntry['type'], readonly string[]>> = {
      boolean: ['', 'yes', '1', 'True', ' true'],
      integer: ['', 'x', '1.5', '0x1f', '-1', '99999999999999999999'],
      number: ['', 'x', '0x1', '-0.1', '7'],
      duration: ['', '30', 'soon', '1d', '-1s', '1 h'],
      enum: ['', 'none of these'],
      'list of plans': ['free', '[', '[1]', '{}'],
      'list of networks': ['a', '[', '["a"]'],
      'list of retired values': ['[', '[7]', '[{}]'],
      'list of strings': ['[', '[7]', '[["a"]]'],
    }
    const candidates = configSchema.filter(({ type }) => wrongTexts[type] !== undefined)
    const wrong = fc
      .constantFrom(...candidates)
      .chain((one) => fc.tuple(fc.constant(one), fc.constantFrom(...(wrongTexts[one.type] ?? []))))
    fc.assert(
      fc.property(wrong, ([{ path }, text]) => {
        const paths = refusalOf(() => load(base, { [variableOf(path)]: text }))
        assert.ok(
          paths.every((problem) => problem.startsWith(variableOf(path))),
          `${path}: ${paths.join()}`,
        )
      }),
      { numRuns },
    )
  })

  it('are refused with the variable: a misspelt name', () => {
    const names = configSchema.map(({ path }) => variableOf(path))
    const misspelt = fc
      .tuple(fc.constantFrom(...names), fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'append'))
      .map(([name, position, how]) => {
        const index = 'LATCHKEY_'.length + (position % (name.length - 'LATCHKEY_'.length))
        if (how === 'append') return `${name}_X`
        if (how === 'drop') return name.slice(0, index) + name.slice(index + 1)
        if (how === 'double') return name.slice(0, index + 1) + name.slice(index)
        return `${name.slice(0, index)}Q${name.slice(index + 1)}`
      })
    fc.assert(
      fc.property(misspelt, secretText, (name, secret) => {
        fc.pre(name.startsWith('LATCHKEY_') && !names.includes(name))
        assert.deepEqual(
          refusalOf(() => load(base, { [name]: secret })),
          [name],
        )
      }),
      { numRuns },
    )
  })

  it('are refused: a file that was damaged, unless it still says the same', () => {
    const text = JSON.stringify(base)
    const expected = JSON.stringify(load(base).config)
    const damage = fc.tuple(
      fc.nat(text.length - 1),
      fc.constantFrom('', '{', '}', '"', ',', ':', '[', '\\', '\0', '&a ', '*a', '!!', '\n'),
    )
    fc.assert(
      fc.property(damage, ([index, character]) => {
        writeFileSync(file, text.slice(0, index) + character + text.slice(index + 1))
        try {
          const { config, secrets } = loadConfig({ file, environment: {} })
          // A damaged name, host or number may still be a good one; what guards the door must be as strong as before.
          assert.equal(config.serve.adminAuth, 'access_keys')
          assert.notEqual(secrets.master, undefined)
          assert.ok((secrets.defaultProject.hmac?.current.reveal() ?? '').length >= 32)
          assert.deepEqual(Object.keys(config), Object.keys(JSON.parse(expected)))
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error
          refusalOf(() => loadConfig({ file, environment: {} }))
        }
      }),
      { numRuns },
    )
  })

  it('leave the last good one in place when they are reloaded', () => {
    const good = load(base)
    const wrong = entry.chain((one) => fc.tuple(fc.constant(one), fc.constantFrom(...wrongValues[one.type])))
    fc.assert(
      fc.property(wrong, ([{ path }, value]) => {
        writeFileSync(file, JSON.stringify(mergeDocuments(base, at(path, value))))
        refusalOf(() => reloadConfig({ file, environment: {} }, good))
      }),
      { numRuns },
    )
    writeFileSync(file, JSON.stringify(base))
    assert.deepEqual(reloadConfig({ file, environment: {} }, good).applied, [])
  })
})
