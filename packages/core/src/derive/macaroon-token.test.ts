import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import vectors from '../../vectors/credentials.json' with { type: 'json' }
import { otherMacaroons } from '../../vectors/macaroon-package.ts'
import { insertions, replacements, slips, spellings, wrappings } from '../../vectors/mutations.ts'
import {
  expiresAtSeconds,
  fuzzRuns,
  hmacKeyOf,
  issuedAtSeconds,
  issuer,
  now,
  projectId,
  sampleGrant,
} from '../../vectors/sample-token.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { KeyId, ProjectId } from '../key/api-key.ts'
import { attenuateMacaroon } from '../macaroon/attenuate.ts'
import type { HolderCaveat } from '../macaroon/holder-caveat.ts'
import { formatMacaroon, parseMacaroon } from '../macaroon/macaroon-text.ts'
import { addFirstPartyCaveat, createMacaroon, encodeMacaroon, type Macaroon } from '../macaroon/macaroon-v2.ts'
import type { Instant } from '../ports/clock.ts'
import { mayUseFrom } from '../verify/ip-restriction.ts'
import { coversScopes } from '../verify/scopes.ts'
import { buildDerivedTokenClaims, type DerivedTokenClaims } from './derived-token-claims.ts'
import { type MacaroonExpectations, macaroonRootKey, mintMacaroon, verifyMacaroon } from './macaroon-token.ts'

const hmacKey = hmacKeyOf('c0ffee'.repeat(10))
const otherKey = hmacKeyOf('decade'.repeat(10))
const rootKey = macaroonRootKey(hmacKey)
const claims = buildDerivedTokenClaims(sampleGrant('macaroon'), { tenant: 'acme' })
const token = mintMacaroon(claims, 'mc', hmacKey)
const expectations: MacaroonExpectations = { prefix: 'mc', hmacKeys: [hmacKey], issuers: [issuer], projectId, now }
const verify = (text: string, change: Partial<MacaroonExpectations> = {}): DerivedTokenClaims | undefined =>
  verifyMacaroon(text, { ...expectations, ...change })
const verifies = (text: string, change: Partial<MacaroonExpectations> = {}): boolean => verify(text, change) !== undefined

/** A token with any caveats, properly signed: only what they say can be wrong. */
function forge(caveats: readonly (string | Uint8Array)[], identifier = claims.jti): string {
  const bare = createMacaroon(rootKey, Buffer.from(identifier))
  return formatMacaroon(
    'mc',
    caveats.reduce<Macaroon>((macaroon, text) => addFirstPartyCaveat(macaroon, Buffer.from(text)), bare),
  )
}
const minted = JSON.stringify(claims)
const withCaveat = (caveat: string | Uint8Array): string => forge([minted, caveat])
const withClaim = (name: string, value: unknown): string => forge([JSON.stringify({ ...claims, [name]: value })])
const parsed = parseMacaroon(token, 'mc') ?? assert.fail()

describe('mintMacaroon and verifyMacaroon', () => {
  it('agree', () => {
    assert.deepEqual(verify(token), claims)
    assert.equal(forge([minted]), token)
  })

  it('use the root key of the vectors, which follows from the definition', () => {
    for (const { hmac_secret, root_key_hex } of vectors.macaroon_root_keys) {
      assert.equal(Buffer.from(macaroonRootKey(hmacKeyOf(hmac_secret))).toString('hex'), root_key_hex)
      assert.equal(
        createHmac('sha256', Buffer.from(hmac_secret)).update('talos/macaroon/v1/root-key').digest('hex'),
        root_key_hex,
      )
    }
  })

  it('agree on the longest token', () => {
    const filled = (length: number): string => mintMacaroon({ ...claims, filler: 'x'.repeat(length) }, 'mc', hmacKey)
    assert.equal(verifies(filled(5500)), true)
    assert.throws(
      () => filled(6144),
      (error: unknown) => error instanceof DomainError && error.code === 'bad_request',
    )
  })

  it('agree up to the last millisecond and from the first', () => {
    const at = (instant: number): boolean => verifies(token, { now: instant as Instant })
    assert.equal(at(expiresAtSeconds * 1000 - 1), true)
    assert.equal(at(expiresAtSeconds * 1000), false)
    assert.equal(at((issuedAtSeconds - 60) * 1000), true)
    assert.equal(at((issuedAtSeconds - 60) * 1000 - 1), false)
  })

  it('hang on the secret, the project, its issuers and the prefix', () => {
    assert.equal(verifies(token, { hmacKeys: [otherKey, hmacKey] }), true)
    assert.equal(verifies(token, { hmacKeys: [otherKey] }), false)
    assert.equal(verifies(token, { hmacKeys: [] }), false)
    assert.equal(verifies(token, { projectId: '7c0d1f57-7a0f-4d52-8a5e-0f9d9a3c6b22' as ProjectId }), false)
    assert.equal(verifies(token, { issuers: ['https://old.test', issuer] }), true)
    assert.equal(verifies(token, { issuers: ['https://old.test'] }), false)
    for (const prefix of ['', 'm', 'MC', 'mcx']) assert.equal(verifies(token, { prefix }), false)
  })
})

describe('a holder’s caveats', () => {
  it('narrow what the token may do', () => {
    const narrowed = attenuateMacaroon(token, {
      exp: expiresAtSeconds - 100,
      nbf: issuedAtSeconds + 10,
      scp: ['read:orders'],
      acl: ['10.0.0.1/8'],
    })
    assert.deepEqual(verify(narrowed), {
      ...claims,
      exp: expiresAtSeconds - 100,
      nbf: issuedAtSeconds + 10,
      scp: ['read:orders'],
      acl: ['10.0.0.0/8'],
    })
    const twice = attenuateMacaroon(narrowed, { scp: ['read:*', 'write:orders'], acl: ['10.1.0.0/16', '0.0.0.0/0'] })
    assert.deepEqual(verify(twice)?.scp, ['read:orders'])
    assert.deepEqual(verify(twice)?.acl, ['10.1.0.0/16', '10.0.0.0/8'])
  })

  it('never widen it', () => {
    const wide = attenuateMacaroon(token, {
      exp: expiresAtSeconds + 1000,
      nbf: 0,
      scp: ['*', 'admin'],
      acl: ['0.0.0.0/0', '::/0'],
    })
    const { acl, ...rest } = verify(wide) ?? assert.fail()
    assert.deepEqual(rest, claims)
    assert.deepEqual(acl, ['0.0.0.0/0', '::/0'])
    assert.equal(verifies(wide, { now: (expiresAtSeconds * 1000) as Instant }), false)
  })

  it('end the token at their own instant', () => {
    const narrowed = attenuateMacaroon(token, { exp: issuedAtSeconds + 5 })
    assert.equal(verifies(narrowed, { now: ((issuedAtSeconds + 5) * 1000 - 1) as Instant }), true)
    assert.equal(verifies(narrowed, { now: ((issuedAtSeconds + 5) * 1000) as Instant }), false)
    const later = attenuateMacaroon(token, { nbf: issuedAtSeconds + 100 })
    assert.equal(verifies(later, { now: ((issuedAtSeconds + 40) * 1000) as Instant }), true)
    assert.equal(verifies(later, { now: ((issuedAtSeconds + 40) * 1000 - 1) as Instant }), false)
  })

  it('that leave no address refuse the token; that leave no scope leave it without scopes', () => {
    const narrowed = attenuateMacaroon(token, { acl: ['10.0.0.0/8'] })
    assert.equal(verifies(attenuateMacaroon(narrowed, { acl: ['11.0.0.0/8', '::/0'] })), false)
    assert.deepEqual(verify(attenuateMacaroon(token, { scp: ['admin'] }))?.scp, [])
    assert.deepEqual(verify(attenuateMacaroon(token, { scp: [] }))?.scp, [])
  })

  it('may come from another implementation, spelled in its own way', () => {
    const other = otherMacaroons.importMacaroon(token.slice('mc_v1_'.length))
    other.verify(rootKey, () => null)
    other.addFirstPartyCaveat(`{ "scp" : [ "read:orders" ],\n\t"exp": ${expiresAtSeconds - 7} }`)
    const text = `mc_v1_${Buffer.from(other.exportBinary()).toString('base64url')}`
    assert.deepEqual(verify(text), { ...claims, scp: ['read:orders'], exp: expiresAtSeconds - 7 })
  })

  it('may make a token of another implementation, given our root key', () => {
    const other = otherMacaroons.newMacaroon({ identifier: claims.jti, rootKey, version: 2 })
    other.addFirstPartyCaveat(minted)
    const tokenOf = (bytes: Uint8Array): string => `mc_v1_${Buffer.from(bytes).toString('base64url')}`
    assert.equal(tokenOf(other.exportBinary()), token)
    // Nothing protects a location, so a token that has one is not ours.
    const located = otherMacaroons.newMacaroon({ identifier: claims.jti, location: 'https://acme.test', rootKey, version: 2 })
    located.addFirstPartyCaveat(minted)
    assert.equal(verifies(tokenOf(located.exportBinary())), false)
  })

  it('give exactly the authority that the token and every caveat grant, whatever they are', () => {
    const scope = fc.constantFrom('*', 'read:*', 'read:orders', 'read:orders:*', 'write:*', 'write:orders', 'admin')
    const cidr = fc.constantFrom(
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.3/32',
      '0.0.0.0/0',
      '::/0',
      '2001:db8::/32',
      '192.168.0.0/16',
    )
    const seconds = fc.integer({ min: issuedAtSeconds - 100, max: expiresAtSeconds + 100 })
    const caveat: fc.Arbitrary<HolderCaveat> = fc
      .record(
        {
          exp: seconds,
          nbf: seconds,
          scp: fc.array(scope, { maxLength: 4 }),
          acl: fc.array(cidr, { minLength: 1, maxLength: 4 }),
        },
        { requiredKeys: [], noNullPrototype: true },
      )
      .filter((value) => Object.keys(value).length > 0)
    const ip = fc.constantFrom('10.1.2.3', '10.1.9.9', '10.9.9.9', '192.168.1.1', '8.8.8.8', '2001:db8::1', 'fe80::1')
    fc.assert(
      fc.property(fc.array(caveat, { maxLength: 5 }), seconds, scope, ip, (caveats, second, required, clientIp) => {
        const narrowed = caveats.reduce(attenuateMacaroon, token)
        const result = verify(narrowed, { now: (second * 1000) as Instant })
        const holdsFor = ({ exp = Infinity, nbf = 0, scp, acl }: HolderCaveat): boolean =>
          second < exp && nbf - 60 <= second && coversScopes(scp ?? [required], [required]) && mayUseFrom(acl, clientIp)
        const isGranted = result !== undefined && coversScopes(result.scp, [required]) && mayUseFrom(result.acl, clientIp)
        assert.equal(isGranted, [claims, ...caveats].every(holdsFor))
        if (result !== undefined)
          assert.deepEqual({ ...result, exp: 0, nbf: 0, scp: 0, acl: 0 }, { ...claims, exp: 0, nbf: 0, scp: 0, acl: 0 })
      }),
      { numRuns: fuzzRuns(2000) },
    )
  })
})

describe('the macaroon attack set', () => {
  const attacks: Readonly<Record<string, readonly string[]>> = {
    'a caveat that we do not know or cannot apply': [
      '',
      ' ',
      'account = 3735928559',
      '{}',
      '[]',
      'null',
      '1',
      '"exp"',
      '{"unknown":1}',
      `{"exp":${expiresAtSeconds},"unknown":1}`,
      '{"aud":"x"}',
      '{"iss":"https://acme.test"}',
      '{"sub":"x"}',
      minted,
      '{"tenant":"other"}',
      '{"EXP":1}',
      '{"toString":1}',
      '{"__proto__":{"exp":1}}',
      '{"constructor":1}',
      `{"exp":"${expiresAtSeconds}"}`,
      '{"exp":null}',
      '{"exp":-1}',
      '{"exp":1e400}',
      '{"exp":1.5}',
      '{"exp":[9999999999]}',
      '{"exp":9e15}',
      '{"nbf":"0"}',
      '{"nbf":true}',
      '{"scp":"read:*"}',
      '{"scp":[1]}',
      '{"scp":null}',
      '{"scp":{}}',
      '{"acl":[]}',
      '{"acl":null}',
      '{"acl":"10.0.0.0/8"}',
      '{"acl":["10.0.0.0"]}',
      '{"acl":["10.0.0.0/33"]}',
      '{"acl":["10.0.0.0/8","x"]}',
      '{"acl":[1]}',
      `{"exp":1,"exp":${expiresAtSeconds}}`,
      `{"exp":1,"\\u0065xp":${expiresAtSeconds}}`,
      `{"exp":${expiresAtSeconds}`,
      `\ufeff{"exp":${expiresAtSeconds}}`,
      `{"exp":${expiresAtSeconds}}\0`,
      `{"scp":${JSON.stringify(Array(257).fill('a'))}}`,
      Buffer.concat([Buffer.from(`{"scp":["`), Buffer.of(0xff), Buffer.from('"]}')]),
    ].map(withCaveat),
    'a claim set that is missing, changed or no claim set': [
      forge([]),
      forge(['{}']),
      forge([`{"exp":${expiresAtSeconds}}`]),
      forge([`{"exp":${expiresAtSeconds}}`, minted]),
      forge([minted.replace('{', '{"exp":1,')]),
      forge([minted.replace('{', '{"__proto__":{},')]),
      forge([`[${minted}]`]),
      forge([''], ''),
      forge([minted], 'another id'),
      forge([minted], ''),
      forge([minted], `${claims.jti}\0`),
      withClaim('tty', 'jwt'),
      withClaim('tty', undefined),
      withClaim('iss', 'https://evil.test'),
      withClaim('iss', [issuer]),
      withClaim('nid', 'other'),
      withClaim('sub', 'x'),
      withClaim('exp', String(expiresAtSeconds)),
      withClaim('exp', undefined),
      withClaim('exp', issuedAtSeconds),
      withClaim('iat', issuedAtSeconds + 61),
      withClaim('nbf', issuedAtSeconds + 61),
      withClaim('scp', 'read'),
      withClaim('acl', []),
      withClaim('meta', []),
    ],
    'a macaroon signed by someone else': [
      formatMacaroon(
        'mc',
        addFirstPartyCaveat(createMacaroon(Buffer.from('guess'), Buffer.from(claims.jti)), Buffer.from(minted)),
      ),
      formatMacaroon('mc', addFirstPartyCaveat(createMacaroon(Buffer.alloc(0), Buffer.from(claims.jti)), Buffer.from(minted))),
      formatMacaroon('mc', addFirstPartyCaveat(createMacaroon(hmacKey.export(), Buffer.from(claims.jti)), Buffer.from(minted))),
      mintMacaroon(claims, 'mc', otherKey),
      formatMacaroon('mc', { ...parsed, signature: Buffer.alloc(32) }),
    ],
    'caveats removed, reordered, exchanged or put in': (() => {
      const narrowed =
        parseMacaroon(
          attenuateMacaroon(attenuateMacaroon(token, { exp: expiresAtSeconds - 1 }), { scp: ['read:orders'] }),
          'mc',
        ) ?? assert.fail()
      const [claimSet, first, second] = narrowed.caveats
      if (claimSet === undefined || first === undefined || second === undefined) assert.fail()
      const wider = { ...first, identifier: Buffer.from(`{"exp":${expiresAtSeconds}}`) }
      return [
        [claimSet],
        [claimSet, first],
        [claimSet, second],
        [claimSet, second, first],
        [first, claimSet, second],
        [first, second],
        [],
        [claimSet, wider, second],
        [claimSet, first, second, first],
      ].map((caveats) => formatMacaroon('mc', { ...narrowed, caveats }))
    })(),
    'third-party caveats and locations': [
      formatMacaroon('mc', { ...parsed, location: Buffer.from('https://acme.test') }),
      formatMacaroon('mc', { ...parsed, location: Buffer.of() }),
      formatMacaroon('mc', { ...parsed, caveats: parsed.caveats.map((caveat) => ({ ...caveat, location: Buffer.from('x') })) }),
      formatMacaroon('mc', {
        ...parsed,
        caveats: parsed.caveats.map((caveat) => ({ ...caveat, verificationId: Buffer.from('x') })),
      }),
      formatMacaroon('mc', { ...parsed, caveats: parsed.caveats.map((caveat) => ({ ...caveat, verificationId: Buffer.of() })) }),
      ((): string => {
        const other = otherMacaroons.importMacaroon(token.slice('mc_v1_'.length))
        other.addThirdPartyCaveat(Buffer.from('a root key'), '{"exp":1}', 'https://third.test')
        return `mc_v1_${Buffer.from(other.exportBinary()).toString('base64url')}`
      })(),
    ],
    'too much': [
      forge([minted, ...Array<string>(32).fill(`{"exp":${expiresAtSeconds}}`)]),
      withCaveat(JSON.stringify({ scp: Array(200).fill('read:'.padEnd(40, 'x')) })),
      `mc_v1_${'A'.repeat(64 * 1024)}`,
      forge([minted.replace('{', `{"deep":${'['.repeat(40)}${']'.repeat(40)},`)]),
    ],
    'another serialisation': [
      token.slice(3),
      `mc_v2_${token.slice(6)}`,
      `mc_v1_${Buffer.from(encodeMacaroon(parsed)).toString('hex')}`,
      `mc_v1_${Buffer.from(encodeMacaroon(parsed)).toString('base64')}=`,
      `${token}=`,
      `${token}A`,
      `mc_v1_`,
      'mc_v1_Ag',
      `mc_v1_mc_v1_${token.slice(6)}`,
    ],
  }
  for (const [name, texts] of Object.entries(attacks)) {
    it(`refuses ${name} (${texts.length})`, () => {
      for (const text of texts)
        assert.equal(verifies(text), false, Buffer.from(text.slice(6, 2000), 'base64url').toString('latin1'))
    })
  }

  it('has a forger whose honest tokens verify, so that each refusal is for its own reason', () => {
    assert.equal(verifies(withCaveat(`{"exp":${expiresAtSeconds}}`)), true)
    assert.equal(verifies(forge([minted, ...Array<string>(31).fill(`{"exp":${expiresAtSeconds}}`)])), true)
    assert.equal(verifies(withCaveat(JSON.stringify({ scp: Array(200).fill('read:x') }))), true)
    assert.equal(verifies(withClaim('acl', ['10.0.0.0/8'])), true)
    assert.equal(verifies(withClaim('exp', 8.64e12)), true)
    assert.ok(Object.values(attacks).flat().length > 100)
  })
})

describe('a macaroon token', () => {
  // Short values make a short token: the work grows with its square.
  const shortParent = { ...sampleGrant('macaroon').parent, id: 'p' as KeyId, actorId: '', metadata: {} }
  const shortToken = mintMacaroon(
    buildDerivedTokenClaims(sampleGrant('macaroon', { parent: shortParent, tokenId: 't', scopes: [] })),
    'mc',
    hmacKey,
  )
  for (const [name, mutate] of Object.entries({ replacements, insertions, slips, spellings, wrappings })) {
    it(`does not verify after any change: ${name}`, () => {
      assert.equal(verifies(shortToken), true)
      assert.deepEqual(
        [...mutate(shortToken)].filter((mutant) => verifies(mutant)),
        [],
      )
    })
  }

  it('answers any text with a value', () => {
    const bytes = encodeMacaroon(parsed)
    const noise = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((changes) => {
      const copy = Buffer.from(bytes)
      for (const [position, value] of changes) copy[position] = value
      return `mc_v1_${copy.toString('base64url')}`
    })
    const text = fc.oneof(
      noise,
      fc.string({ unit: 'binary', maxLength: 100 }).map((body) => `mc_v1_${body}`),
      fc.uint8Array({ maxLength: 200 }).map((body) => `mc_v1_Ag${Buffer.from(body).toString('base64url')}`),
    )
    fc.assert(
      fc.property(text, (value) => assert.equal(verifies(value), value === token)),
      { numRuns: fuzzRuns(3000) },
    )
  })
})
