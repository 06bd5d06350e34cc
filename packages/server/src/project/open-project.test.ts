import assert from 'node:assert/strict'
import { createHmac, type KeyObject, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SealedSecret, StoredProject } from '@latchkey/core/ports/project-store'
import { buildProject } from '@latchkey/core/project/create-project'
import type { Plan } from '@latchkey/core/project/project'
import { openDataKey, sealProjectSecret } from '@latchkey/core/project/project-secrets'
import { systemRandom } from '../composition/system-clock.ts'
import type { ProjectOverlaySecrets } from '../config/config.ts'
import { generateHmacSecret, generateProjectSecrets, generateSigningJwk } from './generate-secrets.ts'
import { noOverlay, type OpenProjectContext, openProject } from './open-project.ts'

const masterKeys = { current: new Uint8Array(randomBytes(32)), retired: [] }
const generated = generateProjectSecrets()
const everything: Plan = { name: '', apiKeysMax: undefined, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} }
const context: OpenProjectContext = {
  masterKeys,
  overlay: noOverlay,
  planNamed: () => everything,
  urlOf: (slug) => `https://${slug}.example.com`,
}

function stored(config: JsonObject = {}): StoredProject {
  const { project, secrets } = buildProject(
    { workspaceId: 'w1', name: 'Shop', environment: 'prod', apiKeysEnabled: true, slug: 'shop' },
    { caller: { kind: 'operator', id: '', name: '' }, ip: undefined, requestId: '' },
    {
      random: systemRandom,
      clock: { now: () => 1000 as Instant },
      masterKey: masterKeys.current,
      generateSecrets: () => generated,
    },
  )
  return {
    project: { ...project, config },
    secrets,
    workspace: { id: 'w1', name: 'W', plan: 'free', createdAt: 1000 as Instant, updatedAt: 1000 as Instant },
  }
}

const overlay = (settings: JsonObject, secrets: Partial<ProjectOverlaySecrets> = {}): OpenProjectContext => ({
  ...context,
  overlay: { overlay: { settings }, secrets: { hmac: undefined, signingJwks: undefined, ...secrets } },
})
const probe = (key: KeyObject): string => createHmac('sha256', key).update('probe').digest('hex')
const probeOf = (text: string): string => createHmac('sha256', text).update('probe').digest('hex')

describe('an opened project', () => {
  it('has the defaults, its own URL as issuer, and its secrets ready to use', () => {
    const project = openProject(stored(), context)
    assert.equal(project.settings.issuer.current, 'https://shop.example.com')
    assert.equal(probe(project.hmacSecrets.current.key), probeOf(generated.hmacSecret))
    assert.deepEqual(project.hmacSecrets.retired, [])
    assert.deepEqual(
      project.signingKeys.map(({ value, expiresAt }) => [value.kid, value.algorithm, expiresAt]),
      [[generated.signingJwk['kid'], 'EdDSA', undefined]],
    )
    assert.equal(project.plan, everything)
  })

  it('shows no secret when it is printed', () => {
    const project = openProject(stored(), overlay({}, { hmac: { current: new Secret(generateHmacSecret()), retired: [] } }))
    const printed = inspect(project, { depth: 9, showHidden: true }) + JSON.stringify(project)
    for (const secret of [generated.hmacSecret, String(generated.signingJwk['d'])]) assert.ok(!printed.includes(secret))
  })

  it('has the current secret first and then the retired ones, newest first', () => {
    const before = stored()
    const dataKey = openDataKey(before.project.id, before.project.sealedDataKey, masterKeys)
    assert.ok(dataKey)
    const retired = (id: string, createdAt: number, expiresAt: number | undefined): SealedSecret => ({
      ...sealProjectSecret(
        { id, projectId: before.project.id, purpose: 'hmac', plaintext: `hmac ${id}`, createdAt: createdAt as Instant },
        dataKey,
        systemRandom,
      ),
      state: 'retired',
      expiresAt: expiresAt as Instant | undefined,
    })
    const project = openProject(
      { ...before, secrets: [retired('old', 10, 5000), retired('older', 5, undefined), ...before.secrets] },
      context,
    )
    assert.equal(probe(project.hmacSecrets.current.key), probeOf(generated.hmacSecret))
    assert.deepEqual(
      project.hmacSecrets.retired.map(({ value, expiresAt }) => [value.id, expiresAt]),
      [
        ['old', 5000],
        ['older', undefined],
      ],
    )
  })

  it('follows the configuration where that speaks, and itself elsewhere', () => {
    const own = { credentials: { issuer: 'https://own.test', api_keys: { default_ttl: '24h' } }, cache: { enabled: true } }
    const { settings } = openProject(stored(own), overlay({ credentials: { issuer: 'https://fixed.test' } }))
    assert.equal(settings.issuer.current, 'https://fixed.test')
    assert.equal(settings.defaultTtlMs, 24 * 3_600_000)
    assert.equal(settings.cache.enabled, true)
  })

  it('stays up when its own settings no longer fit the configuration', () => {
    const own = { credentials: { api_keys: { default_ttl: '720h' } } }
    const { settings } = openProject(stored(own), overlay({ credentials: { api_keys: { max_ttl: '1h' } } }))
    assert.deepEqual([settings.defaultTtlMs, settings.maxTtlMs], [3_600_000, 3_600_000])
  })

  it('uses configured secrets first and still verifies with its own', () => {
    const [current, former] = [generateHmacSecret(), generateHmacSecret()]
    const jwk = generateSigningJwk()
    const secrets: ProjectOverlaySecrets = {
      hmac: { current: new Secret(current), retired: [{ value: new Secret(former), expiresAt: 9000 as Instant }] },
      signingJwks: [new Secret(JSON.stringify(jwk))],
    }
    const project = openProject(stored(), overlay({}, secrets))
    const texts = [project.hmacSecrets.current, ...project.hmacSecrets.retired.map(({ value }) => value)].map(({ key }) =>
      probe(key),
    )
    assert.deepEqual(texts, [current, former, generated.hmacSecret].map(probeOf))
    assert.equal(project.hmacSecrets.retired[0]?.expiresAt, 9000)
    assert.deepEqual(
      project.signingKeys.map(({ value }) => value.kid),
      [jwk['kid'], generated.signingJwk['kid']],
    )
    const { id } = project.hmacSecrets.current
    assert.match(id, /^config:[0-9a-f]{16}$/)
    assert.equal(openProject(stored(), overlay({}, secrets)).hmacSecrets.current.id, id)
    assert.notEqual(project.hmacSecrets.retired[0]?.value.id, id)
  })

  it('has only what its plan allows', () => {
    const asked: string[] = []
    const small: Plan = { name: 'free', apiKeysMax: 1, cacheAllowed: false, rateLimitAllowed: false, apiRateLimits: {} }
    const planNamed = (name: string): Plan => {
      asked.push(name)
      return small
    }
    const project = openProject(stored({ cache: { enabled: true }, rate_limit: { enabled: true } }), { ...context, planNamed })
    assert.deepEqual([asked, project.settings.cache.enabled, project.settings.rateLimitEnabled], [['free'], false, false])
  })
})

describe('a project that cannot be opened', () => {
  const refusal = (open: () => unknown, reason: RegExp) =>
    assert.throws(
      open,
      (error) => error instanceof DomainError && error.code === 'service_unavailable' && reason.test(error.reason ?? ''),
    )

  it('is an outage, and never a project without secrets', () => {
    const good = stored()
    refusal(
      () => openProject(good, { ...context, masterKeys: { current: new Uint8Array(32), retired: [] } }),
      /another master key/,
    )
    refusal(
      () => openProject({ ...good, secrets: good.secrets.map((secret) => ({ ...secret, id: 'moved' })) }, context),
      /cannot be opened/,
    )
    refusal(
      () => openProject({ ...good, secrets: good.secrets.filter(({ purpose }) => purpose !== 'hmac') }, context),
      /no HMAC secret/,
    )
  })

  it('opens under a retired master key', () => {
    const rotated = { current: new Uint8Array(randomBytes(32)), retired: [masterKeys.current] }
    assert.equal(openProject(stored(), { ...context, masterKeys: rotated }).slug, 'shop')
  })
})
