import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateHmacSecret, generateSigningJwk } from '../project/generate-secrets.ts'
import type { ConfigProblem } from './config-error.ts'
import { loadConfig } from './load-config.ts'
import { type ConfigReload, type ConfigWatch, watchConfig } from './watch-config.ts'

let folder: string
let file: string
let watching: ConfigWatch | undefined
let reloads: ConfigReload[]
let refusals: (readonly ConfigProblem[])[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-watch-'))
  file = join(folder, 'config.yaml')
  reloads = []
  refusals = []
})
afterEach(() => {
  watching?.stop()
  rmSync(folder, { recursive: true })
})

/** Starts on this text. Nothing is noticed by itself unless the times say so. */
function startOn(text: string, times: { debounceMs?: number; pollMs?: number } = {}): ConfigWatch {
  writeFileSync(file, text)
  const sources = { file, environment: {} }
  watching = watchConfig({
    sources,
    current: loadConfig(sources),
    onReload: (reload) => reloads.push(reload),
    onRefused: (problems) => refusals.push(problems),
    debounceMs: 3_600_000,
    pollMs: 3_600_000,
    ...times,
  })
  return watching
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    assert.ok(waited < 5000, 'nothing happened within five seconds')
    await sleep(10)
  }
}

describe('a changed configuration file', () => {
  it('is taken over where settings are live', () => {
    const watch = startOn('cache: { ttl: 15s }\n')
    writeFileSync(file, 'cache: { ttl: 30s }\nserve: { http: { trusted_proxies: [10.0.0.0/8] } }\n')
    watch.check()
    assert.equal(reloads.length, 1)
    assert.deepEqual(reloads[0]?.applied, ['serve.http.trusted_proxies', 'cache.ttl'])
    assert.deepEqual(reloads[0]?.loaded.config.defaultProject.settings, { cache: { ttl: '30s' } })
    assert.deepEqual(reloads[0]?.loaded.config.serve.http.trustedProxies, ['10.0.0.0/8'])
    assert.deepEqual([reloads[0]?.needsRestart, reloads[0]?.warnings], [[], []])
  })

  it('keeps the old value of what needs a restart, and says so', () => {
    const watch = startOn('serve: { http: { port: 5000 } }\ncache: { ttl: 15s }\n')
    writeFileSync(file, 'serve: { http: { port: 5001 } }\ncache: { ttl: 30s }\nlog: { level: debug }\n')
    watch.check()
    const [reload] = reloads
    assert.deepEqual([reload?.applied, reload?.needsRestart], [['cache.ttl'], ['serve.http.port', 'log.level']])
    assert.equal(reload?.loaded.config.serve.http.port, 5000)
    assert.equal(reload?.loaded.config.log.level, 'info')
    assert.deepEqual(reload?.warnings, [
      'serve.http.port: the new value holds after a restart',
      'log.level: the new value holds after a restart',
    ])
  })

  it('that cannot be used is reported once and changes nothing', () => {
    const watch = startOn('cache: { ttl: 15s }\n')
    for (const bad of ['cache: { ttl: soon }\n', 'cache: [', 'colour: red\n']) {
      writeFileSync(file, bad)
      watch.check()
      watch.check()
    }
    assert.equal(refusals.length, 3)
    assert.deepEqual(refusals[0], [{ path: 'cache.ttl', rule: 'must be a duration such as 500ms, 30s, 15m or 168h' }])
    rmSync(file)
    watch.check()
    assert.deepEqual(refusals[3], [{ path: 'configuration file', rule: 'does not exist' }])
    assert.equal(reloads.length, 0)
    writeFileSync(file, 'cache: { ttl: 20s }\n')
    watch.check()
    assert.deepEqual(reloads[0]?.applied, ['cache.ttl'])
  })

  it('that says the same is no change', () => {
    const watch = startOn('cache: { ttl: 15s }\n')
    writeFileSync(file, '# a remark\ncache:\n  ttl: 15s\n')
    watch.check()
    assert.deepEqual([reloads, refusals], [[], []])
  })

  it('warns of a rotation that forgets the former secret', () => {
    const [a, b] = [generateHmacSecret(), generateHmacSecret()]
    const watch = startOn(`secrets: { hmac: { current: ${a} } }\n`)
    writeFileSync(file, `secrets: { hmac: { current: ${b} } }\n`)
    watch.check()
    assert.match(reloads[0]?.warnings.join() ?? '', /replaced without retiring/)
    assert.ok(!reloads[0]?.warnings.join().includes(a))
    writeFileSync(file, `secrets: { hmac: { current: ${a}, retired: [{ value: ${b}, expires_at: "2030-01-01T00:00:00Z" }] } }\n`)
    watch.check()
    assert.deepEqual(reloads[1]?.warnings, [])
    assert.deepEqual(reloads[1]?.applied, ['secrets.hmac.current', 'secrets.hmac.retired'])
  })

  it('includes the files it names', () => {
    const keys = (jwk: unknown): string => JSON.stringify({ keys: [jwk] })
    writeFileSync(join(folder, 'jwks.json'), keys(generateSigningJwk()))
    const watch = startOn('credentials: { derived_tokens: { jwt: { signing_keys: { urls: ["file://jwks.json"] } } } }\n')
    const next = generateSigningJwk()
    writeFileSync(join(folder, 'jwks.json'), keys(next))
    watch.check()
    assert.deepEqual(reloads[0]?.applied, ['credentials.derived_tokens.jwt.signing_keys'])
    assert.equal(JSON.parse(reloads[0]?.loaded.secrets.defaultProject.signingJwks?.[0]?.reveal() ?? '{}').kid, next['kid'])
    writeFileSync(join(folder, 'jwks.json'), 'garbage')
    watch.check()
    assert.match(refusals[0]?.[0]?.path ?? '', /signing_keys\.urls\[0\]/)
  })

  it('is noticed when it is replaced as editors and mounted volumes do', async () => {
    startOn('cache: { ttl: 15s }\n', { debounceMs: 20, pollMs: 50 })
    writeFileSync(join(folder, 'next.yaml'), 'cache: { ttl: 25s }\n')
    renameSync(join(folder, 'next.yaml'), file)
    await until(() => reloads.length > 0)
    assert.deepEqual(reloads[0]?.applied, ['cache.ttl'])
  })

  it('is noticed at SIGHUP', async () => {
    startOn('cache: { ttl: 15s }\n')
    writeFileSync(file, 'cache: { ttl: 25s }\n')
    process.kill(process.pid, 'SIGHUP')
    await until(() => reloads.length > 0)
  })

  it('is left alone after the watch has stopped', async () => {
    const before = process.listenerCount('SIGHUP')
    const watch = startOn('cache: { ttl: 15s }\n', { debounceMs: 5, pollMs: 10 })
    watch.stop()
    assert.equal(process.listenerCount('SIGHUP'), before)
    writeFileSync(file, 'cache: { ttl: 25s }\n')
    watch.check()
    await sleep(60)
    assert.deepEqual([reloads, refusals], [[], []])
  })
})
