import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { DomainError } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { Instant } from '../ports/clock.ts'
import type { SealedSecret } from '../ports/project-store.ts'
import { buildProject, type CreateProjectDependencies, type NewProject } from './create-project.ts'
import { openDataKey, openProjectSecret } from './project-secrets.ts'
import { isSlug, readableSlug, SLUG_RANDOM_BYTES } from './project-slug.ts'

const masterKey = randomBytes(32)
const hmacSecret = 'hmac-canary-5d8f'
const signingJwk = { kty: 'OKP', d: 'jwk-canary-9b1c', kid: 'k1' }
const deps: CreateProjectDependencies = {
  random: { uuid: () => randomUUID(), bytes: (length) => randomBytes(length) },
  clock: { now: () => 1_000 as Instant },
  masterKey,
  generateSecrets: () => ({ hmacSecret, signingJwk }),
}
const call: Call = { caller: { kind: 'operator', id: 'op', name: 'Op' }, ip: '192.0.2.1', requestId: 'req-1' }
const wanted: NewProject = { workspaceId: 'w1', name: 'Shop', environment: 'prod', apiKeysEnabled: true }

const ofPurpose = (secrets: readonly SealedSecret[], purpose: string): SealedSecret => {
  const found = secrets.find((secret) => secret.purpose === purpose)
  assert.ok(found)
  return found
}

describe('a new project', () => {
  it('has its facts, an empty configuration and one audit entry', () => {
    const { project, audit } = buildProject(wanted, call, deps)
    const { id, slug, sealedDataKey, ...facts } = project
    assert.match(id, /^[0-9a-f-]{36}$/)
    assert.ok(isSlug(slug))
    assert.ok(sealedDataKey.startsWith('v1.'))
    assert.deepEqual(facts, {
      workspaceId: 'w1',
      name: 'Shop',
      environment: 'prod',
      state: 'running',
      apiKeysEnabled: true,
      hosts: [],
      config: {},
      revision: 1,
      createdAt: 1_000,
      updatedAt: 1_000,
    })
    assert.equal(audit.event, 'project.created')
    assert.equal(audit.targetId, id)
    assert.deepEqual([audit.caller, audit.ip, audit.requestId], [call.caller, call.ip, call.requestId])
  })

  it('has secrets that only its own data key opens, which only the master key opens', () => {
    const { project, secrets } = buildProject(wanted, call, deps)
    const dataKey = openDataKey(project.id, project.sealedDataKey, { current: randomBytes(32), retired: [masterKey] })
    assert.ok(dataKey)
    assert.equal(openProjectSecret(ofPurpose(secrets, 'hmac'), dataKey), hmacSecret)
    assert.deepEqual(JSON.parse(openProjectSecret(ofPurpose(secrets, 'signing'), dataKey) ?? ''), signingJwk)
    assert.equal(openDataKey(project.id, project.sealedDataKey, { current: randomBytes(32), retired: [] }), undefined)
    const other = buildProject(wanted, call, deps).project
    assert.equal(openDataKey(other.id, project.sealedDataKey, { current: masterKey, retired: [] }), undefined)
  })

  it('does not open a secret that was moved to another row, purpose or project', () => {
    const { project, secrets } = buildProject(wanted, call, deps)
    const dataKey = openDataKey(project.id, project.sealedDataKey, { current: masterKey, retired: [] })
    assert.ok(dataKey)
    const hmac = ofPurpose(secrets, 'hmac')
    assert.equal(openProjectSecret({ ...hmac, id: randomUUID() }, dataKey), undefined)
    assert.equal(openProjectSecret({ ...hmac, purpose: 'signing' }, dataKey), undefined)
    assert.equal(openProjectSecret({ ...hmac, projectId: randomUUID() as typeof hmac.projectId }, dataKey), undefined)
  })

  it('shows no secret in anything that is stored', () => {
    const stored = JSON.stringify(buildProject(wanted, call, deps))
    for (const canary of [hmacSecret, signingJwk.d, Buffer.from(hmacSecret).toString('base64url')])
      assert.ok(!stored.includes(canary))
  })

  it('needs a name', () => {
    const isName = (error: unknown) => error instanceof DomainError && error.metadata['field'] === 'name'
    for (const name of ['', '   ', 'n'.repeat(257)]) assert.throws(() => buildProject({ ...wanted, name }, call, deps), isName)
    assert.equal(buildProject({ ...wanted, name: 'n'.repeat(256) }, call, deps).project.name.length, 256)
  })

  it('takes a slug that is a DNS label and no other', () => {
    assert.equal(buildProject({ ...wanted, slug: 'default' }, call, deps).project.slug, 'default')
    for (const slug of ['', 'UPPER', 'a.b', '-a', 'a-', '1a', 'a'.repeat(64), 'a_b']) {
      assert.throws(() => buildProject({ ...wanted, slug }, call, deps), DomainError)
    }
  })
})

describe('a readable slug', () => {
  it('is the same for the same bytes and a DNS label for all', () => {
    assert.equal(readableSlug(new Uint8Array(SLUG_RANDOM_BYTES)), 'amber-anchor-00000000')
    for (let byte = 0; byte < 256; byte++) assert.ok(isSlug(readableSlug(new Uint8Array(SLUG_RANDOM_BYTES).fill(byte))))
  })

  it('does not repeat', () => {
    const slugs = new Set(Array.from({ length: 2000 }, () => readableSlug(randomBytes(SLUG_RANDOM_BYTES))))
    assert.equal(slugs.size, 2000)
  })
})
