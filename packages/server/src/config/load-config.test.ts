import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { generateHmacSecret, generateSigningJwk } from '../project/generate-secrets.ts'
import { ConfigError } from './config-error.ts'
import { type LoadedConfig, loadConfig } from './load-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
function write(text: string, name = `config-${++files}.yaml`): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const load = (text: string, environment: Record<string, string> = {}): LoadedConfig =>
  loadConfig({ file: write(text), environment })
const base64Url = (value: unknown): string => `base64://${Buffer.from(JSON.stringify(value)).toString('base64')}`

/** The problems of a configuration that must be refused, as `path: rule`. */
function problemsOf(text: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    load(text, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, rule }) => `${path}: ${rule}`)
    throw error
  }
  return assert.fail('was not refused')
}

const DAY_MS = 86_400_000

describe('the configuration', () => {
  it('needs nothing: everything has a default', () => {
    const { config, secrets, warnings, files: read } = loadConfig({ environment: { PATH: '/bin' } })
    assert.deepEqual(config, {
      dataDir: './data',
      database: { kind: 'sqlite', path: 'data/latchkey.db' },
      serve: {
        http: {
          host: '0.0.0.0',
          port: 4420,
          projectDomain: 'projects.localhost',
          hosts: [],
          trustedProxies: [],
          clientIpSource: 'remote_addr',
          workers: 1,
          trustForwardedHost: false,
          logHealthChecks: true,
          cors: { kind: 'off' },
        },
        metrics: { host: '0.0.0.0', port: 4422 },
        adminAuth: 'access_keys',
      },
      console: {
        enabled: true,
        registration: 'closed',
        publicUrl: undefined,
        firstAccount: undefined,
        oidc: undefined,
      },
      cache: { maxBytes: 104_857_600 },
      redis: { kind: 'off' },
      rateLimit: { onFailure: 'open' },
      audit: { retentionMs: undefined },
      lastUsed: { flushIntervalMs: 30_000 },
      webhooks: {
        enabled: true,
        allowPrivateTargets: false,
        timeoutMs: 10_000,
        retentionMs: 30 * DAY_MS,
        checkIntervalMs: 60_000,
        expiringSoonDays: 7,
        unusedDays: 90,
        refusalsBurst: 100,
      },
      retention: {
        intervalMs: 600_000,
        revokedKeysMs: 30 * DAY_MS,
        expiredKeysMs: 90 * DAY_MS,
        idempotencyMs: 7 * DAY_MS,
        sessionsMs: DAY_MS,
        usageMs: {
          minute: 2 * DAY_MS,
          hour: 90 * DAY_MS,
          day: 400 * DAY_MS,
          failures: 90 * DAY_MS,
          sources: 400 * DAY_MS,
        },
      },
      usage: { enabled: true, flushIntervalMs: 10_000 },
      log: { level: 'info', format: 'json', requests: 'without_verifications' },
      tracing: { kind: 'off' },
      plans: [
        {
          name: '',
          apiKeysMax: undefined,
          projectsMax: undefined,
          cacheAllowed: true,
          rateLimitAllowed: true,
          apiRateLimits: {},
        },
      ],
      defaultProject: { settings: {} },
      networks: [],
    })
    assert.deepEqual(
      [secrets.master, secrets.defaultProject.hmac, secrets.bootstrap.projectKey],
      [undefined, undefined, undefined],
    )
    assert.deepEqual([warnings, read], [[], []])
  })

  it('takes the environment over the file, and the file over the default', () => {
    const text = 'log:\n  level: warn\n  format: text\nserve: { http: { trusted_proxies: [10.0.0.0/8] } }\n'
    const { config, settings } = load(text, { LATCHKEY_LOG_LEVEL: 'debug', LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES: '::1/128' })
    assert.deepEqual(config.log, { level: 'debug', format: 'text', requests: 'without_verifications' })
    assert.deepEqual(config.serve.http.trustedProxies, ['::1/128'])
    assert.equal(config.serve.http.port, 4420)
    assert.deepEqual(
      [settings.get('log.level')?.source, settings.get('log.format')?.source, settings.get('serve.http.port')],
      ['environment', 'file', undefined],
    )
  })

  it('does not hide a mistake in the file behind the environment', () => {
    assert.deepEqual(problemsOf('log: { level: loud }', { LATCHKEY_LOG_LEVEL: 'debug' }), [
      'log.level: must be one of debug, info, warn, error',
    ])
  })

  it('is frozen to the bottom', () => {
    const { config } = load('plans: [{ name: free, api_keys_max: 3 }]\ncredentials: { api_keys: { prefix: { retired: [old] } } }')
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
    assert.ok(isFrozen(config))
  })

  it('keeps secrets apart and out of sight', () => {
    const [hmac, retired, master] = [generateHmacSecret(), generateHmacSecret(), generateHmacSecret()]
    const jwk = generateSigningJwk()
    const projectKey = `ory_pat_${'k'.repeat(40)}`
    const loaded = load(
      `secrets:\n  hmac: { current: ${hmac}, retired: [${retired}] }\n  master: { current: ${master} }\n` +
        `credentials: { derived_tokens: { jwt: { signing_keys: { urls: ["${base64Url({ keys: [jwk] })}"] } } } }`,
      { LATCHKEY_BOOTSTRAP_PROJECT_KEY: projectKey },
    )
    const { config, secrets } = loaded
    assert.equal(secrets.defaultProject.hmac?.current.reveal(), hmac)
    assert.equal(secrets.defaultProject.hmac?.retired[0]?.value.reveal(), retired)
    assert.equal(secrets.master?.current.reveal(), master)
    assert.equal(secrets.bootstrap.projectKey?.reveal(), projectKey)
    assert.deepEqual(JSON.parse(secrets.defaultProject.signingJwks?.[0]?.reveal() ?? ''), jwk)
    const visible = JSON.stringify({ config, secrets }) + inspect(config, { depth: 9 }) + inspect(secrets, { depth: 9 })
    for (const text of [hmac, retired, master, String(jwk['d']), projectKey]) assert.ok(!visible.includes(text))
  })

  it('does not repeat a secret that a slip turned into a name', () => {
    const secret = generateHmacSecret()
    assert.deepEqual(problemsOf(`{"secrets":{"hmac":{"current","${secret}"}}}`), [
      'secrets.hmac.(a name that is not printable): is not a setting',
    ])
    assert.deepEqual(problemsOf(`${'0f'.repeat(32)}: x`), ['(a name that is not printable): is not a setting'])
    assert.deepEqual(problemsOf('serve: { http: { trustedProxies: x } }'), ['serve.http.trustedProxies: is not a setting'])
  })

  it('lists everything that is wrong at once', () => {
    const text = 'serve: { http: { port: 70000, hots: x } }\ndb: 7\ncache: { ttl: 30 }\nlog: { level: loud }\ncolour: red\n'
    assert.deepEqual(problemsOf(text, { LATCHKEY_NOPE: 'x' }).slice(0, 3), [
      'serve.http.hots: is not a setting',
      'db: must be a block of settings',
      'colour: is not a setting',
    ])
    assert.deepEqual(
      problemsOf('serve: { http: { port: 70000 } }\ncache: { ttl: 30 }\nlog: { level: loud }', {
        LATCHKEY_RATE_LIMIT_ENABLED: 'no',
      }),
      [
        'LATCHKEY_RATE_LIMIT_ENABLED: must be true or false',
        'serve.http.port: must be 0 to 65535',
        'cache.ttl: must be a duration such as 500ms, 30s, 15m or 168h',
        'log.level: must be one of debug, info, warn, error',
      ],
    )
  })

  const refused: readonly [text: string, problem: RegExp][] = [
    ['[]', /configuration file: must hold a block/],
    ['"serve.http": { port: 1 }', /serve\.http: is not a setting/],
    ['serve: { "http.port": 1 }', /serve\.http\.port: is not a setting/],
    ['serve: { http: { port: "80" } }', /serve\.http\.port: must be a whole number/],
    ['serve: { http: { port: 1.5 } }', /serve\.http\.port: must be a whole number/],
    ['serve: { http: { host: null } }', /serve\.http\.host: must be text/],
    ['serve: { http: { host: "a b" } }', /serve\.http\.host: must be a host/],
    ['serve: { http: { port: 4422 } }', /serve\.metrics\.port: must differ/],
    ['serve: { http: { trusted_proxies: ["10.0.0.0/33"] } }', /trusted_proxies\[0\]: must be an address/],
    ['serve: { http: { project_domain: "Keys.Example" } }', /project_domain: must be a domain/],
    ['serve: { http: { client_ip_source: X_REAL_IP } }', /client_ip_source: must be one of/],
    ['serve: { admin_auth: none }', /admin_auth: must not be none/],
    ['serve: { admin_auth: none, http: { host: 10.0.0.1 } }', /admin_auth: must not be none/],
    ['serve: { admin_auth: none, http: { host: loopback.example } }', /admin_auth: must not be none/],
    ['db: { dsn: "postgres://u:canary@db" }', /db\.dsn: must name a database/],
    ['db: { dsn: "sqlite://" }', /db\.dsn: must name a file/],
    ['db: { dsn: "sqlite://x?mode=ro" }', /db\.dsn: must not be opened/],
    ['db: { dsn: "sqlite://x?vfs=canary" }', /db\.dsn: has a parameter/],
    ['credentials: { api_keys: { prefix: { current: "a-b" } } }', /prefix\.current: must be 1 to 16/],
    ['credentials: { api_keys: { default_ttl: 20000h } }', /default_ttl: must not be longer/],
    ['credentials: { api_keys: { default_ttl: 7d } }', /default_ttl: must be a duration/],
    [
      'credentials: { api_keys: { prefix: { retired: [{ value: x, expires_at: soon }] } } }',
      /retired\[0\]\.expires_at: must be an RFC 3339/,
    ],
    [
      'credentials: { derived_tokens: { jwt: { signing_keys: { urls: ["https://canary"] } } } }',
      /urls\[0\]: must be a base64:\/\/ URL/,
    ],
    [
      'credentials: { derived_tokens: { jwt: { signing_keys: { urls: ["base64://canary"] } } } }',
      /urls\[0\]: must hold a JSON Web Key Set/,
    ],
    ['cache: { type: noop, enabled: true }', /cache\.enabled: contradicts/],
    ['plans: [{ name: Free }]', /plans\[0\]\.name: must be/],
    ['plans: [{ name: a, colour: x }]', /plans\[0\]: may only/],
    ['plans: [{ name: a }, { name: a }]', /plans\[1\]\.name: is the name of another/],
    ['plans: [{ name: a, api_keys_max: -1 }]', /plans\[0\]\.api_keys_max: must be/],
    ['secrets: { hmac: { current: canary-too-short } }', /secrets\.hmac\.current: must have at least 32 bytes/],
    ['secrets: { hmac: { current: canary-and-some-more-words-for-everybody } }', /secrets\.hmac\.current: reads like words/],
    ['secrets: { master: { current: [canary] } }', /secrets\.master\.current: must be text/],
  ]
  for (const [text, problem] of refused) {
    it(`refuses ${text}`, () => {
      const problems = problemsOf(text)
      assert.match(problems.join('\n'), problem)
      assert.doesNotMatch(problems.join('\n'), /canary/)
    })
  }

  it('opens the admin surface only where nobody else can reach it, or when told so twice', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      const { config, warnings } = load(`serve: { admin_auth: none, http: { host: "${host}" } }`)
      assert.equal(config.serve.adminAuth, 'none')
      assert.match(warnings.join(), /serve\.admin_auth: none lets whoever/)
    }
    assert.equal(load('serve: { admin_auth: none, accept_unauthenticated_admin: true }').config.serve.adminAuth, 'none')
  })

  it('needs a current secret beside retired ones, and each secret once', () => {
    const [a, b] = [generateHmacSecret(), generateHmacSecret()]
    assert.deepEqual(problemsOf(`secrets: { hmac: { retired: [${a}] } }`), ['secrets.hmac.retired: needs secrets.hmac.current'])
    assert.deepEqual(problemsOf(`secrets: { master: { retired: [${a}] } }`), [
      'secrets.master.retired: needs secrets.master.current',
    ])
    assert.deepEqual(problemsOf(`secrets: { hmac: { current: ${a}, retired: [${b}, ${a}] } }`), [
      'secrets.hmac.retired[1]: is the same as secrets.hmac.current',
    ])
    assert.deepEqual(problemsOf(`secrets: { hmac: { current: ${a} }, master: { current: ${a} } }`), [
      'secrets.hmac.current: is the same as secrets.master.current',
    ])
  })

  it('takes bootstrap keys of the promised form', () => {
    const good = `ory_wak_${'aB3'.repeat(12)}`
    assert.equal(load('', { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: good }).secrets.bootstrap.workspaceKey?.reveal(), good)
    for (const bad of [
      '',
      'ory_wak_',
      `ory_pat_${'a'.repeat(40)}`,
      `ory_wak_${'a'.repeat(31)}`,
      `ory_wak_${'a'.repeat(31)}-`,
      `ory_wak_${'a'.repeat(32)}\n`,
    ]) {
      assert.deepEqual(problemsOf('', { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: bad }), [
        'LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: must be ory_wak_ followed by 32 to 256 letters or digits',
      ])
    }
  })

  it('says what it accepts without using', () => {
    const { warnings } = load('serve: { http: { cors: { enabled: true } } }\nrate_limit: { enabled: true, backend: redis }\n')
    assert.deepEqual(warnings, ['serve.http.cors.enabled: is accepted, but this version does nothing with it'])
  })

  it('gives the default plan the quota of a Talos file, and named plans their own', () => {
    const { config } = load(
      'quota: { api_keys_max: 500 }\nplans: [{ name: free, api_keys_max: 3, projects_max: 1, cache: false }]',
    )
    assert.deepEqual(config.plans, [
      { name: '', apiKeysMax: 500, projectsMax: undefined, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} },
      { name: 'free', apiKeysMax: 3, projectsMax: 1, cacheAllowed: false, rateLimitAllowed: true, apiRateLimits: {} },
    ])
  })

  it('takes a plan named default for that of workspaces without one', () => {
    const { config } = load('quota: { api_keys_max: 500 }\nplans: [{ name: free }, { name: default, projects_max: 2 }]')
    assert.deepEqual(
      config.plans.map(({ name, apiKeysMax, projectsMax }) => [name, apiKeysMax, projectsMax]),
      [
        ['', 500, 2],
        ['free', undefined, undefined],
      ],
    )
  })

  it('reads how fast the callers of a project may ask, by bucket', () => {
    const { config } = load(
      'plans: [{ name: free, api_rate_limits: { verify: { quota: 100, window: 1s }, read: { quota: 5, window: 1m } } }]',
    )
    assert.deepEqual(config.plans[1]?.apiRateLimits, {
      verify: { quota: 100, windowMs: 1000 },
      read: { quota: 5, windowMs: 60_000 },
    })
    const path = 'plans[0].api_rate_limits'
    const problem = (limits: string) => problemsOf(`plans: [{ name: free, api_rate_limits: ${limits} }]`)
    assert.deepEqual(problem('5'), [`${path}: must be a block of verify, read, write, public`])
    assert.deepEqual(problem('{ all: 1 }'), [`${path}: may only have the members verify, read, write, public`])
    assert.deepEqual(problem('{ read: { quota: 1 } }'), [`${path}.read: must be a block of quota and window`])
    assert.deepEqual(problem('{ read: { quota: 0, window: 1s } }'), [`${path}.read.quota: must be 1 to 1000000000`])
    assert.deepEqual(problem('{ read: { quota: 1, window: 999ms } }'), [`${path}.read.window: must be a duration of 1s to 24h`])
  })
})

describe('a file written for Ory Talos', () => {
  const [hmac, former] = [generateHmacSecret(), generateHmacSecret()]
  const jwk = generateSigningJwk()
  const text = `
serve:
  http:
    host: "0.0.0.0"
    port: 4420
    client_ip_source: CLIENT_IP_SOURCE_X_FORWARDED_FOR
    trust_forwarded_host: false
    request_log: { exclude_health_endpoints: true }
    cors:
      enabled: true
      allowed_origins: ["https://app.acme.test"]
      allowed_methods: [GET, POST]
      allowed_headers: [Authorization]
      exposed_headers: [Content-Type]
      allow_credentials: true
      max_age: 600
      debug: false
  metrics: { host: "0.0.0.0", port: 4422 }
credentials:
  issuer: "https://keys.acme.test"
  issuer_retired: ["https://old.acme.test"]
  clock_skew: 5m
  api_keys:
    default_ttl: "2160h"
    max_ttl: "8760h"
    prefix: { current: acme, retired: [talos], public_current: acme_pub, public_retired: [] }
  derived_tokens:
    default_ttl: "1h"
    jwt:
      signing_key_id: ""
      signing_keys: { urls: ["${base64Url({ keys: [jwk] })}"] }
    macaroon: { prefix: { current: mc, retired: [] } }
db: { dsn: "sqlite:///var/lib/talos/data.db?_fk=true" }
cache:
  type: memory
  ttl: "5m"
  memory: { max_size: 104857600, num_counters: 10000 }
  redis:
    addrs: ["redis:6379"]
    password: "not used"
    db: 0
    pool_size: 100
    min_idle_conns: 2
    conn_max_idle_time: 5m
    conn_max_lifetime: 30m
    timeout: 3s
    tls: { enabled: false }
rate_limit: { enabled: true, backend: memory }
secrets: { hmac: { current: "${hmac}", retired: ["${former}"] } }
last_used: { queue_size: 10000, flush_size: 100, flush_interval: 30s, num_workers: 4 }
log: { level: info, format: json }
tracing: { enabled: false, service_name: talos, service_version: 1.0.0, environment: production, exporter: otlp, endpoint: "otel:4317", sample_rate: 0.01 }
quota: { api_keys_max: 100000 }
multitenancy: { enabled: false, networks: [] }
`

  it('loads unchanged and becomes the default project', () => {
    const { config, secrets } = load(text)
    assert.deepEqual(config.defaultProject.settings, {
      credentials: {
        issuer: 'https://keys.acme.test',
        issuer_retired: ['https://old.acme.test'],
        api_keys: {
          default_ttl: '2160h',
          max_ttl: '8760h',
          prefix: { current: 'acme', retired: ['talos'], public_current: 'acme_pub', public_retired: [] },
        },
        derived_tokens: { default_ttl: '1h', jwt: { signing_key_id: '' }, macaroon: { prefix: { current: 'mc', retired: [] } } },
      },
      cache: { ttl: '5m', enabled: true },
      rate_limit: { enabled: true },
    })
    assert.equal(secrets.defaultProject.hmac?.current.reveal(), hmac)
    assert.deepEqual(config.database, { kind: 'sqlite', path: '/var/lib/talos/data.db' })
    assert.equal(config.serve.http.clientIpSource, 'X_FORWARDED_FOR')
    assert.equal(config.plans[0].apiKeysMax, 100_000)
    assert.equal(config.serve.http.cors.kind, 'on')
  })

  it('is refused when it still has the documented examples in it', () => {
    const sample = text.replace(hmac, 'use-a-random-64-char-hmac-secret-for-api-key-checksum-validation')
    assert.deepEqual(problemsOf(sample), ['secrets.hmac.current: is an example from public documentation'])
  })
})

describe('signing keys in files', () => {
  it('must lie below the folder of the configuration file, links included', () => {
    const jwk = generateSigningJwk()
    mkdirSync(join(folder, 'keys'), { recursive: true })
    write(JSON.stringify({ keys: [jwk] }), 'keys/jwks.json')
    const outside = mkdtempSync(join(tmpdir(), 'latchkey-outside-'))
    writeFileSync(join(outside, 'jwks.json'), JSON.stringify({ keys: [jwk] }))
    symlinkSync(join(outside, 'jwks.json'), join(folder, 'keys/link.json'))
    const from = (url: string): string =>
      `credentials: { derived_tokens: { jwt: { signing_keys: { urls: ["file://${url}"] } } } }`
    try {
      const { secrets, files: read } = load(from('keys/jwks.json'))
      assert.deepEqual(JSON.parse(secrets.defaultProject.signingJwks?.[0]?.reveal() ?? ''), jwk)
      assert.ok(read.some((file) => file.endsWith('keys/jwks.json')))
      assert.equal(load(from(join(folder, 'keys/jwks.json'))).secrets.defaultProject.signingJwks?.length, 1)
      for (const url of [join(outside, 'jwks.json'), '../x.json', 'keys/link.json', '/etc/passwd', 'keys/../..', 'none.json']) {
        assert.match(problemsOf(from(url)).join(), /urls\[0\]: (must lie below|does not exist)/)
      }
      const inEnvironment = { LATCHKEY_CREDENTIALS_DERIVED_TOKENS_JWT_SIGNING_KEYS_URLS: 'file://keys/jwks.json' }
      assert.throws(() => loadConfig({ environment: inEnvironment }), /needs a configuration file/)
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  it('are checked one by one', () => {
    const jwk = generateSigningJwk()
    const from = (keys: unknown[]): string =>
      `credentials: { derived_tokens: { jwt: { signing_keys: { urls: ["${base64Url({ keys })}"] } } } }`
    assert.match(problemsOf(from([jwk, jwk])).join(), /urls\[0\]\.keys\[1\]: has the kid of another key/)
    assert.match(problemsOf(from([{ ...jwk, d: undefined }])).join(), /urls\[0\]\.keys\[0\]/)
    assert.match(problemsOf(from([{ ...jwk, kty: 'oct' }])).join(), /urls\[0\]\.keys\[0\]/)
  })
})

describe('fixed networks', () => {
  const [one, two] = ['550e8400-e29b-41d4-a716-446655440001', '550e8400-e29b-41d4-a716-446655440002']
  const network = (hostname: string, id: string, file: string): string =>
    `{ hostname: "${hostname}", id: "${id}", config_path: "${file}" }`
  const of = (...networks: string[]): string => `multitenancy: { enabled: true, networks: [${networks.join(', ')}] }`

  it('have settings and secrets of their own', () => {
    const hmac = generateHmacSecret()
    const file = write(
      `credentials: { issuer: "https://t1.test" }\nsecrets: { hmac: { current: ${hmac} } }\nlog: { level: debug }\n`,
    )
    const {
      config,
      secrets,
      warnings,
      files: read,
    } = load(of(network('T1.Example.com:8443', one, file), network('alias.example.com', one, file)))
    assert.deepEqual(config.networks, [
      { id: one, hosts: ['t1.example.com', 'alias.example.com'], settings: { credentials: { issuer: 'https://t1.test' } } },
    ])
    assert.equal(secrets.networks.get(one)?.hmac?.current.reveal(), hmac)
    assert.match(warnings.join(), /config_path: log\.level is a setting of the server and is left out/)
    assert.ok(read.includes(file))
  })

  it('are not read while they are switched off', () => {
    assert.deepEqual(load(`multitenancy: { networks: [${network('a.test', one, '/none')}] }`).config.networks, [])
  })

  it('must have host names of their own and usable files', () => {
    const file = write('credentials: { issuer: "https://t1.test" }')
    assert.match(
      problemsOf(of(network('a.test', one, file), network('A.test.:80', two, file))).join(),
      /networks\[1\]\.hostname: is the host name of another/,
    )
    assert.match(
      problemsOf(of(network('a.test', one, file), network('b.test', one, `${file}2`))).join(),
      /networks\[1\]\.config_path: differs/,
    )
    assert.match(problemsOf(of(network('a.test', one.toUpperCase(), file))).join(), /networks\[0\]\.id: must be a UUID/)
    assert.match(problemsOf(of(network('a b', one, file))).join(), /networks\[0\]\.hostname: must be a host name/)
    assert.match(
      problemsOf(of(network('a.test', one, join(folder, 'none.yaml')))).join(),
      /networks\[0\]\.config_path: does not exist/,
    )
    const bad = write('credentials: { api_keys: { max_ttl: soon } }')
    assert.match(
      problemsOf(of(network('a.test', one, bad))).join(),
      /networks\[0\]\.config_path: credentials\.api_keys\.max_ttl: must be a duration/,
    )
  })

  it('must not share a secret with another project', () => {
    const hmac = generateHmacSecret()
    const file = write(`secrets: { hmac: { current: ${hmac} } }`)
    const text = `secrets: { hmac: { current: ${hmac} } }\n${of(network('a.test', one, file))}`
    assert.deepEqual(problemsOf(text), [
      'multitenancy.networks[0].config_path: secrets.hmac.current: is the same as secrets.hmac.current',
    ])
  })
})
