import assert from 'node:assert/strict'
import { constants, createHmac, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import {
  expiresAtSeconds,
  issuedAtSeconds,
  issuer,
  newEd25519Key,
  newRsaKey,
  now,
  projectId,
  sampleGrant,
} from '../../vectors/sample-token.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { SigningKey } from '../project/project.ts'
import { buildDerivedTokenClaims } from './derived-token-claims.ts'
import { type JwtExpectations, signJwt, verifyJwt } from './jwt.ts'

const ed = newEd25519Key('ed-1')
const retiredEd = newEd25519Key('ed-0')
const rsa = newRsaKey('rsa-1')
const claims = buildDerivedTokenClaims(sampleGrant('jwt'), { tenant: 'acme' })
const expectations: JwtExpectations = { signingKeys: [ed, retiredEd, rsa], issuers: [issuer, 'https://old.test'], projectId, now }
const verifies = (text: string, change: Partial<JwtExpectations> = {}): boolean =>
  verifyJwt(text, { ...expectations, ...change }) !== undefined

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined }

const base64url = (content: Json | Buffer): string => {
  if (Buffer.isBuffer(content)) return content.toString('base64url')
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url')
}
const digestOf = (key: SigningKey): 'sha256' | null => (key === rsa ? 'sha256' : null)
const headerOf = (key: SigningKey): { readonly [name: string]: Json } => ({ alg: key.algorithm, kid: key.kid, typ: 'JWT' })

/** A token with any header and payload (an object, or the very text), signed with a key of ours. */
function forge(header: Json, payload: Json = claims, key: SigningKey = ed): string {
  const signedText = `${base64url(header)}.${base64url(payload)}`
  return `${signedText}.${base64url(sign(digestOf(key), Buffer.from(signedText), key.privateKey))}`
}

const withClaim = (name: string, value: Json | undefined): string => forge(headerOf(ed), { ...claims, [name]: value } as Json)
const payloadText = JSON.stringify(claims)
const token = signJwt(claims, ed)
const [header = '', payload = '', signature = ''] = token.split('.')
const seconds = (instant: number): Instant => (instant * 1000) as Instant

describe('signJwt and verifyJwt', () => {
  it('agree, for both algorithms and for retired keys', () => {
    for (const key of [ed, retiredEd, rsa]) assert.deepEqual(verifyJwt(signJwt(claims, key), expectations), claims)
  })

  it('write the header that the contract fixes', () => {
    assert.equal(Buffer.from(header, 'base64url').toString(), '{"alg":"EdDSA","kid":"ed-1","typ":"JWT"}')
    assert.equal(
      Buffer.from(signJwt(claims, rsa).split('.')[0] ?? '', 'base64url').toString(),
      '{"alg":"RS256","kid":"rsa-1","typ":"JWT"}',
    )
    assert.equal(forge(headerOf(ed)), token)
    assert.equal(verifies(forge({ typ: 'JWT', kid: 'ed-1', alg: 'EdDSA' })), true)
  })

  it('agree on the longest token', () => {
    const filled = (length: number): string => signJwt({ ...claims, filler: 'x'.repeat(length) }, ed)
    assert.equal(verifies(filled(11_500)), true)
    assert.throws(
      () => filled(12_288),
      (error: unknown) => error instanceof DomainError && error.code === 'bad_request',
    )
  })

  it('agree up to the last millisecond and from the first', () => {
    const at = (instant: number): boolean => verifies(token, { now: instant as Instant })
    assert.equal(at(expiresAtSeconds * 1000 - 1), true)
    assert.equal(at(expiresAtSeconds * 1000), false)
    assert.equal(at((issuedAtSeconds - 60) * 1000), true)
    assert.equal(at((issuedAtSeconds - 60) * 1000 - 1), false)
    const futureIssue = withClaim('iat', issuedAtSeconds + 61)
    assert.equal(verifies(futureIssue, { now: seconds(issuedAtSeconds + 1) }), true)
    assert.equal(verifies(futureIssue, { now: (seconds(issuedAtSeconds + 1) - 1) as Instant }), false)
  })

  it('hang on the project, its issuers and its keys', () => {
    assert.equal(verifies(token, { projectId: '7c0d1f57-7a0f-4d52-8a5e-0f9d9a3c6b22' as ProjectId }), false)
    assert.equal(verifies(token, { issuers: ['https://old.test'] }), false)
    assert.equal(verifies(token, { issuers: [] }), false)
    assert.equal(verifies(withClaim('iss', 'https://old.test')), true)
    assert.equal(verifies(token, { signingKeys: [] }), false)
    assert.equal(verifies(token, { signingKeys: [retiredEd, rsa] }), false)
    assert.equal(verifies(token, { signingKeys: [{ ...retiredEd, kid: 'ed-1' }] }), false)
  })
})

describe('the JWT attack set', () => {
  const foreignEd = newEd25519Key('ed-1')
  const foreignRsa = newRsaKey('rsa-1')
  const publicPem = rsa.publicKey.export({ format: 'pem', type: 'spki' })
  const edPublic = ed.publicKey.export({ format: 'jwk' })
  const hs256 = (secret: string | Buffer, kid: Json): string => {
    const signedText = `${base64url({ alg: 'HS256', kid, typ: 'JWT' })}.${payload}`
    return `${signedText}.${createHmac('sha256', secret).update(signedText).digest('base64url')}`
  }
  const rsaSigned = (algorithm: string, options: { readonly hash?: string; readonly padding?: number }): string => {
    const signedText = `${base64url({ alg: algorithm, kid: 'rsa-1', typ: 'JWT' })}.${payload}`
    const keyOptions = { key: rsa.privateKey, padding: options.padding ?? constants.RSA_PKCS1_PADDING }
    return `${signedText}.${base64url(sign(options.hash ?? 'sha256', Buffer.from(signedText), keyOptions))}`
  }

  const attacks: Readonly<Record<string, readonly string[]>> = {
    'no signature': [
      ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
        `${base64url({ alg, kid: 'ed-1', typ: 'JWT' })}.${payload}.`,
        `${base64url({ alg, kid: 'ed-1', typ: 'JWT' })}.${payload}.${signature}`,
      ]),
      forge({ alg: 'none', kid: 'ed-1', typ: 'JWT' }),
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}..`,
    ],
    'another algorithm than the key’s': [
      hs256(publicPem, 'rsa-1'),
      hs256(rsa.publicKey.export({ format: 'der', type: 'spki' }), 'rsa-1'),
      hs256(String(edPublic.x), 'ed-1'),
      hs256(Buffer.from(String(edPublic.x), 'base64url'), 'ed-1'),
      hs256('', 'ed-1'),
      hs256('secret', 'ed-1'),
      hs256('', ''),
      forge({ alg: 'RS256', kid: 'ed-1', typ: 'JWT' }),
      forge({ alg: 'EdDSA', kid: 'rsa-1', typ: 'JWT' }, claims, rsa),
      forge({ alg: 'Ed25519', kid: 'ed-1', typ: 'JWT' }),
      forge({ alg: 'eddsa', kid: 'ed-1', typ: 'JWT' }),
      forge({ alg: 'ES256', kid: 'ed-1', typ: 'JWT' }),
      rsaSigned('RS512', { hash: 'sha512' }),
      rsaSigned('RS256', { hash: 'sha512' }),
      rsaSigned('RS256', { hash: 'sha1' }),
      rsaSigned('PS256', { padding: constants.RSA_PKCS1_PSS_PADDING }),
      rsaSigned('RS256', { padding: constants.RSA_PKCS1_PSS_PADDING }),
      forge({ kid: 'ed-1', typ: 'JWT' }),
      forge({ alg: null, kid: 'ed-1', typ: 'JWT' }),
      forge({ alg: ['EdDSA'], kid: 'ed-1', typ: 'JWT' }),
      forge({ alg: { a: 'EdDSA' }, kid: 'ed-1', typ: 'JWT' }),
    ],
    'a key of the attacker’s': [
      signJwt(claims, foreignEd),
      signJwt(claims, foreignRsa),
      forge({ ...headerOf(ed), jwk: { ...foreignEd.publicKey.export({ format: 'jwk' }) } as Json }, claims, foreignEd),
      forge({ ...headerOf(ed), jwk: { ...edPublic } as Json }),
      forge({ ...headerOf(ed), jku: 'https://evil.test/jwks.json' }),
      forge({ ...headerOf(ed), x5u: 'https://evil.test/c.pem' }),
      forge({ ...headerOf(ed), x5c: ['MIIB'] }),
      forge({ ...headerOf(ed), x5t: 'AAAA' }),
      forge({ ...headerOf(ed), 'x5t#S256': 'AAAA' }),
    ],
    'a kid that is no name of ours': [
      undefined,
      null,
      '',
      1,
      0,
      true,
      ['ed-1'],
      { kid: 'ed-1' },
      'ED-1',
      'ed-1 ',
      ' ed-1',
      'ed-2',
      '../../../dev/null',
      '/dev/null',
      "ed-1' OR '1'='1",
      'ed-1; --',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '0',
      'length',
      'ed-1\0',
      'ed‑1',
      'https://evil.test/k',
      '| cat',
      '*',
    ].map((kid) => forge({ alg: 'EdDSA', kid, typ: 'JWT' })),
    'another type': ['at+jwt', 'jwt', 'JWE', '', null, 1, ['JWT'], undefined].map((typ) =>
      forge({ alg: 'EdDSA', kid: 'ed-1', typ }),
    ),
    'a header member that we do not know': [
      forge({ ...headerOf(ed), crit: ['exp'] }),
      forge({ ...headerOf(ed), crit: [] }),
      forge({ ...headerOf(ed), b64: false, crit: ['b64'] }),
      forge({ ...headerOf(ed), b64: true }),
      forge({ ...headerOf(ed), zip: 'DEF' }),
      forge({ ...headerOf(ed), cty: 'JWT' }),
      forge({ ...headerOf(ed), enc: 'A128GCM' }),
      forge({ ...headerOf(ed), nonce: 'x' }),
      forge({ ...headerOf(ed), '': '' }),
    ],
    'a header that is no plain object': [
      forge('{"alg":"EdDSA","alg":"EdDSA","kid":"ed-1","typ":"JWT"}'),
      forge('{"alg":"none","kid":"ed-1","typ":"JWT","\\u0061lg":"EdDSA"}'),
      forge('{"alg":"EdDSA","kid":"x","kid":"ed-1","typ":"JWT"}'),
      forge('{"alg":"EdDSA","kid":"ed-1","typ":"JWT","__proto__":{}}'),
      forge('{"__proto__":{"alg":"EdDSA","kid":"ed-1","typ":"JWT"}}'),
      forge('[]'),
      forge('null'),
      forge('"JWT"'),
      forge('1'),
      forge(''),
      forge('{"alg":"EdDSA","kid":"ed-1","typ":"JWT"'),
      forge('\ufeff{"alg":"EdDSA","kid":"ed-1","typ":"JWT"}'),
      forge('{}{"alg":"EdDSA","kid":"ed-1","typ":"JWT"}'),
    ],
    'a payload that is no plain object': [
      '',
      '[]',
      'null',
      '1',
      '"text"',
      `[${payloadText}]`,
      `${payloadText} x`,
      `\ufeff${payloadText}`,
      payloadText.replace('{', '{"exp":1,'),
      payloadText.replace(/\}$/, ',"exp":9999999999}'),
      payloadText.replace('{', '{"\\u0073ub":"x",'),
      payloadText.replace('{', '{"__proto__":{},'),
      payloadText.replace('{', '{"x":{"constructor":1},'),
      payloadText.replace('"meta":{', '"meta":{"a":1,"a":2,'),
      payloadText.replace('{', `{"deep":${'['.repeat(40)}${']'.repeat(40)},`),
    ].map((text) => forge(headerOf(ed), text)),
    'a payload that is not UTF-8': [
      Buffer.from(payloadText.replace('acme', '\u00ff'), 'latin1'),
      Buffer.concat([Buffer.from(payloadText), Buffer.of(0xc0)]),
    ].map((bytes) => {
      const signedText = `${header}.${base64url(bytes)}`
      return `${signedText}.${base64url(sign(null, Buffer.from(signedText), ed.privateKey))}`
    }),
    'times that are no times': ['exp', 'iat', 'nbf'].flatMap((name) => [
      ...[
        String(expiresAtSeconds),
        '9999999999',
        -1,
        1.5 + issuedAtSeconds,
        null,
        true,
        [expiresAtSeconds],
        {},
        8.64e12 + 1,
        9e15,
        undefined,
      ].map((value) => withClaim(name, value)),
      forge(headerOf(ed), payloadText.replace(new RegExp(`"${name}":\\d+`), `"${name}":1e400`)),
      forge(headerOf(ed), payloadText.replace(new RegExp(`"${name}":\\d+`), `"${name}":-1e400`)),
    ]),
    'not now': [
      withClaim('exp', issuedAtSeconds),
      withClaim('exp', 0),
      withClaim('nbf', issuedAtSeconds + 61),
      withClaim('iat', issuedAtSeconds + 61),
      withClaim('nbf', 8.64e12),
      withClaim('iat', 8.64e12),
    ],
    'not from us or not for us': [
      withClaim('iss', 'https://evil.test'),
      withClaim('iss', [issuer]),
      withClaim('iss', `${issuer}/`),
      withClaim('iss', issuer.toUpperCase()),
      withClaim('iss', undefined),
      withClaim('iss', null),
      withClaim('iss', ''),
      withClaim('nid', '7c0d1f57-7a0f-4d52-8a5e-0f9d9a3c6b22'),
      withClaim('nid', [projectId]),
      withClaim('nid', undefined),
      withClaim('nid', projectId.toUpperCase()),
      withClaim('nid', ''),
      withClaim('tty', 'macaroon'),
      withClaim('tty', undefined),
      withClaim('tty', 'JWT'),
      withClaim('tty', ['jwt']),
    ],
    'claims of another shape': [
      withClaim('sub', 'someone-else'),
      withClaim('akid', 'someone-else'),
      withClaim('pid', 'someone-else'),
      withClaim('sub', undefined),
      withClaim('sub', 1),
      withClaim('jti', undefined),
      withClaim('jti', 1),
      withClaim('act', { sub: 'x' }),
      withClaim('act', undefined),
      withClaim('scp', 'read:* write:orders'),
      withClaim('scp', [1]),
      withClaim('scp', undefined),
      withClaim('scp', null),
      withClaim('meta', null),
      withClaim('meta', []),
      withClaim('meta', undefined),
      withClaim('vis', 'PUBLIC'),
      withClaim('vis', undefined),
      withClaim('acl', []),
      withClaim('acl', null),
      withClaim('acl', '10.0.0.0/8'),
      withClaim('acl', [1]),
    ],
    'another serialisation': [
      ` ${token}`,
      `${token} `,
      `${token}\n`,
      `${token}=`,
      `${token}.`,
      `.${token}`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}=.${signature}`,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      '..',
      '.',
      '',
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.${signature}.x.y`,
      `${payload}.${header}.${signature}`,
      `Bearer ${token}`,
      token.replaceAll('.', ','),
      JSON.stringify({ protected: header, payload, signature }),
      `${header}.${payload}.${signature.slice(0, -1)}`,
      `${header}.${payload}.${signature}A`,
      `${header}.${payload}.${base64url(Buffer.alloc(64))}`,
      `${header}.${payload}.${base64url(Buffer.alloc(32))}`,
      `${header}.${payload}.${base64url(Buffer.alloc(65))}`,
      encodeURIComponent(`${token} `),
    ],
    'another size': [
      `${header}.${payload}.${'A'.repeat(64 * 1024)}`,
      `${'A'.repeat(64 * 1024)}.${payload}.${signature}`,
      forge(headerOf(ed), { ...claims, filler: 'x'.repeat(16 * 1024) }),
      '.'.repeat(64 * 1024),
      'a.'.repeat(5),
    ],
  }

  for (const [name, texts] of Object.entries(attacks)) {
    it(`refuses ${name} (${texts.length})`, () => {
      for (const text of texts)
        assert.equal(verifies(text), false, `${text.slice(0, 300)} ${Buffer.from(text.slice(0, 300), 'base64url')}`)
    })
  }

  it('has a forger whose honest tokens verify, so that each refusal is for its own reason', () => {
    assert.equal(verifies(forge(headerOf(ed))), true)
    assert.equal(verifies(forge(headerOf(rsa), claims, rsa)), true)
    assert.equal(verifies(forge(headerOf(ed), payloadText.replace('{', '{ '))), true)
    assert.equal(verifies(rsaSigned('RS256', {})), true)
    assert.equal(verifies(withClaim('acl', ['10.0.0.0/8'])), true)
    assert.equal(verifies(withClaim('exp', 8.64e12)), true)
    assert.equal(verifies(forge(headerOf(ed), { ...claims, filler: 'x'.repeat(10 * 1024) })), true)
    assert.ok(Object.values(attacks).flat().length > 200)
  })
})
