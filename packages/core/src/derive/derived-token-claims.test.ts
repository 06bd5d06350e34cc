import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  expiresAtSeconds,
  fuzzRuns,
  issuedAtSeconds,
  issuer,
  newEd25519Key,
  now,
  projectId,
  sampleGrant,
} from '../../vectors/sample-token.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import { buildDerivedTokenClaims, reservedClaimNames, reservedNamesOf } from './derived-token-claims.ts'
import { signJwt, verifyJwt } from './jwt.ts'

const signingKey = newEd25519Key('k1')
const keyId = '6ba7b810-9dad-41d1-80b4-00c04fd430c8'
const restricted = sampleGrant('jwt', { parent: { ...sampleGrant('jwt').parent, allowedCidrs: ['10.0.0.0/8'] } })
const names = ['iss', 'sub', 'akid', 'pid', 'jti', 'iat', 'nbf', 'exp', 'nid', 'tty', 'act', 'scp', 'meta', 'vis', 'acl']

describe('buildDerivedTokenClaims', () => {
  it('states what the contract lists', () => {
    assert.deepEqual(buildDerivedTokenClaims(restricted), {
      iss: issuer,
      sub: keyId,
      akid: keyId,
      pid: keyId,
      jti: 'd437c68e-9d56-4199-85c3-a6702491b89e',
      iat: issuedAtSeconds,
      nbf: issuedAtSeconds,
      exp: expiresAtSeconds,
      nid: projectId,
      tty: 'jwt',
      act: 'user-1',
      scp: ['read:*', 'write:orders'],
      meta: { team: 'blue' },
      vis: 'secret',
      acl: ['10.0.0.0/8'],
    })
    assert.equal(Object.hasOwn(buildDerivedTokenClaims(sampleGrant('jwt')), 'acl'), false)
  })

  it('rounds the end down, so that a token never outlives its grant', () => {
    const claims = buildDerivedTokenClaims(sampleGrant('jwt', { expiresAt: (expiresAtSeconds * 1000 + 999) as Instant }))
    assert.equal(claims.exp, expiresAtSeconds)
  })

  it('puts custom claims at the top level and drops reserved names', () => {
    const custom = {
      tenant: 'acme',
      nested: { iss: 'kept', list: [1, null] },
      iss: 'evil',
      exp: 9e12,
      acl: [],
      aud: 'x',
      scope: 'admin',
      may_act: {},
      cnf: {},
    }
    const claims = buildDerivedTokenClaims(sampleGrant('jwt'), custom)
    assert.deepEqual(claims, {
      ...buildDerivedTokenClaims(sampleGrant('jwt')),
      tenant: 'acme',
      nested: { iss: 'kept', list: [1, null] },
    })
  })

  it('drops names that reach a prototype, at any depth', () => {
    const custom = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"x":1},"a":{"__proto__":{"polluted":1},"prototype":1,"b":[{"constructor":1}]}}',
    )
    const claims = buildDerivedTokenClaims(sampleGrant('jwt'), custom)
    assert.deepEqual(claims['a'], { b: [{}] })
    assert.equal(Object.getPrototypeOf(claims), Object.prototype)
    assert.equal(Reflect.get(claims, 'polluted'), undefined)
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  })

  it('never lets a custom claim change one of ours, and signs what verifies', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(...names, '__proto__', 'constructor', 'toString', 'ISS', 'Exp', ' sub', 'sub '),
    )
    const custom = fc.dictionary(name, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 12 })
    const expected = buildDerivedTokenClaims(restricted)
    fc.assert(
      fc.property(custom, (value) => {
        const claims = buildDerivedTokenClaims(restricted, JSON.parse(JSON.stringify(value)))
        for (const ours of names) assert.deepEqual(claims[ours], expected[ours])
        const verified = verifyJwt(signJwt(claims, signingKey), { signingKeys: [signingKey], issuers: [issuer], projectId, now })
        assert.deepEqual(verified, JSON.parse(JSON.stringify(claims)))
        const customNames = Object.keys(value).filter(
          (member) => !names.includes(member) && !['__proto__', 'constructor'].includes(member),
        )
        for (const member of customNames) assert.ok(Object.hasOwn(claims, member), member)
      }),
      { numRuns: fuzzRuns(1000) },
    )
  })
})

describe('reservedClaimNames', () => {
  it('is what the builder writes, and what would speak over it elsewhere', () => {
    assert.deepEqual([...reservedClaimNames], [...names, 'aud', 'scope', 'may_act', 'cnf'])
    for (const name of Object.keys(buildDerivedTokenClaims(restricted))) assert.ok(reservedClaimNames.has(name), name)
  })

  it('follows the writer: a new claim is reserved at once', () => {
    const writeOneMore = (grant: Parameters<typeof buildDerivedTokenClaims>[0]): JsonObject => ({
      ...buildDerivedTokenClaims(grant),
      fake: 1,
    })
    assert.deepEqual(
      [...reservedNamesOf(writeOneMore)].filter((name) => !reservedClaimNames.has(name)),
      ['fake'],
    )
  })
})
