import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type KnownSecrets, privateKeyOf } from '../../support/known-secrets.ts'

export interface JwtAttack {
  readonly name: string
  readonly token: string
}

type Json = Readonly<Record<string, unknown>>

const base64url = (content: string | Buffer): string => Buffer.from(content).toString('base64url')
const encode = (json: Json | string): string => base64url(typeof json === 'string' ? json : JSON.stringify(json))

/**
 * What is known to have fooled verifiers (RFC 8725 §2, Wycheproof, CVEs of JWT libraries), made from one genuine token. With
 * the real private key where the attack is about claims: a signature alone must not be enough.
 */
export function jwtAttacks(genuine: string, secrets: KnownSecrets, trap: string): readonly JwtAttack[] {
  const [headerText = '', payloadText = '', signatureText = ''] = genuine.split('.')
  const forge: Forge = {
    header: JSON.parse(Buffer.from(headerText, 'base64url').toString()),
    claims: JSON.parse(Buffer.from(payloadText, 'base64url').toString()),
    key: privateKeyOf(secrets.jwks[0] ?? { kid: '' }),
    trap,
  }
  const parts = { headerText, payloadText, signatureText }
  return [
    ...ofAlgorithms(forge, secrets),
    ...ofHeaders(forge),
    ...ofKeyIds(forge),
    ...ofTimes(forge),
    ...ofClaims(forge),
    ...ofSpellings(forge, parts),
  ]
}

interface Forge {
  readonly header: Json
  readonly claims: Json
  readonly key: KeyObject
  readonly trap: string
}

/** Signed with the given Ed25519 key over exactly this header and payload. */
function signed(header: Json | string, payload: Json | string, key: KeyObject): string {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${base64url(sign(null, Buffer.from(text), key))}`
}

function hmac(header: Json, payload: Json, key: string | Buffer | KeyObject): string {
  const text = `${encode(header)}.${encode(payload)}`
  const digest = String(header['alg']).replace(/\D+/g, '') || '256'
  return `${text}.${createHmac(`sha${digest}`, key).update(text).digest('base64url')}`
}

function ofAlgorithms({ header, claims, key }: Forge, { hmacSecret }: KnownSecrets): JwtAttack[] {
  const publicKey = createPublicKey(key)
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const publicForms = {
    PEM: publicKey.export({ format: 'pem', type: 'spki' }),
    DER: publicKey.export({ format: 'der', type: 'spki' }),
    JWK: JSON.stringify(publicKey.export({ format: 'jwk' })),
    'raw bytes': Buffer.from(x, 'base64url'),
    x,
  }
  const none = ['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) =>
    ['', 'AA', signed({ ...header, alg }, claims, key).split('.')[2] ?? ''].map((signature) => ({
      name: `alg ${JSON.stringify(alg)} with ${signature.length} characters of signature`,
      token: `${encode({ ...header, alg })}.${encode(claims)}.${signature}`,
    })),
  )
  const withPublicKey = Object.entries(publicForms).flatMap(([form, secret]) =>
    ['HS256', 'HS384', 'HS512'].map((alg) => ({
      name: `${alg} with the public key as ${form}`,
      token: hmac({ ...header, alg }, claims, secret),
    })),
  )
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const text = (alg: string): string => `${encode({ ...header, alg })}.${encode(claims)}`
  return [
    ...none,
    ...withPublicKey,
    { name: 'HS256 with an empty key', token: hmac({ ...header, alg: 'HS256' }, claims, '') },
    { name: 'HS256 with the HMAC secret of the project', token: hmac({ ...header, alg: 'HS256' }, claims, hmacSecret) },
    {
      name: 'RS256 with a key of 1024 bits',
      token: `${text('RS256')}.${base64url(sign('sha256', Buffer.from(text('RS256')), rsa1024))}`,
    },
    {
      name: 'ES256',
      token: `${text('ES256')}.${base64url(sign('sha256', Buffer.from(text('ES256')), { key: ec, dsaEncoding: 'ieee-p1363' }))}`,
    },
    { name: 'ES256 with a signature of zeros', token: `${text('ES256')}.${base64url(Buffer.alloc(64))}` },
    { name: 'EdDSA with a signature of zeros', token: `${text('EdDSA')}.${base64url(Buffer.alloc(64))}` },
    ...['Ed25519', 'eddsa', 'RS256', 'PS256', 'EdDSA ', 'ES256K'].map((alg) => ({
      name: `alg ${alg} on an EdDSA signature`,
      token: signed({ ...header, alg }, claims, key),
    })),
    ...[null, 1, ['EdDSA'], { alg: 'EdDSA' }].map((alg) => ({
      name: `alg ${JSON.stringify(alg)}`,
      token: signed({ ...header, alg }, claims, key),
    })),
    { name: 'no alg', token: signed(without(header, 'alg'), claims, key) },
  ]
}

function ofHeaders({ header, claims, key, trap }: Forge): JwtAttack[] {
  const other = generateKeyPairSync('ed25519')
  const jwk = createPublicKey(other.privateKey).export({ format: 'jwk' })
  const members: Json = {
    jwk,
    jku: `${trap}/jwks.json`,
    x5u: `${trap}/cert.pem`,
    x5c: ['MIIB'],
    x5t: 'AAAA',
    url: trap,
    b64: false,
    zip: 'DEF',
    cty: 'JWT',
    enc: 'A128GCM',
    p2c: 1_000_000_000,
    epk: jwk,
  }
  return [
    ...Object.entries(members).flatMap(([name, value]) => [
      {
        name: `${name} in the header, signed by another key`,
        token: signed({ ...header, [name]: value }, claims, other.privateKey),
      },
      { name: `${name} in the header, signed by ours`, token: signed({ ...header, [name]: value }, claims, key) },
    ]),
    ...[['exp'], ['b64'], ['unknown'], [], 'exp', null].map((crit) => ({
      name: `crit ${JSON.stringify(crit)}`,
      token: signed({ ...header, crit }, claims, key),
    })),
    {
      name: 'alg twice',
      token: signed(`{"alg":"none","alg":"EdDSA","kid":${JSON.stringify(header['kid'])},"typ":"JWT"}`, claims, key),
    },
    {
      name: 'kid twice',
      token: signed(`{"alg":"EdDSA","kid":"x","kid":${JSON.stringify(header['kid'])},"typ":"JWT"}`, claims, key),
    },
    ...['at+jwt', 'JWS', 'jwt', '', null, 'secevent+jwt'].map((typ) => ({
      name: `typ ${JSON.stringify(typ)}`,
      token: signed({ ...header, typ }, claims, key),
    })),
    { name: 'no typ', token: signed(without(header, 'typ'), claims, key) },
    ...['[]', 'null', '"x"', '{', ''].map((text) => ({ name: `header ${text}`, token: signed(text, claims, key) })),
  ]
}

function ofKeyIds({ header, claims, key, trap }: Forge): JwtAttack[] {
  const other = generateKeyPairSync('ed25519').privateKey
  const kids = [
    '../../../../dev/null',
    '/dev/null',
    "' OR '1'='1",
    "x' UNION SELECT 'AA",
    '__proto__',
    'constructor',
    'toString',
    '',
    '0',
    `${trap}/kid`,
    `${header['kid']} `,
    `${header['kid']}\u0000`,
    'x'.repeat(10_000),
  ]
  return [
    ...kids.map((kid) => ({ name: `kid ${kid.slice(0, 24)}`, token: signed({ ...header, kid }, claims, key) })),
    ...[null, 0, [header['kid']], {}].map((kid) => ({
      name: `kid ${JSON.stringify(kid)}`,
      token: signed({ ...header, kid }, claims, key),
    })),
    { name: 'our kid, signed by another key', token: signed(header, claims, other) },
    { name: 'no kid', token: signed(without(header, 'kid'), claims, key) },
  ]
}

function ofTimes({ header, claims, key }: Forge): JwtAttack[] {
  const now = Math.floor(Date.now() / 1000)
  const withRaw = (name: string, raw: string): string =>
    signed(header, JSON.stringify(without(claims, name)).replace(/\}$/, `,"${name}":${raw}}`), key)
  const bad: Readonly<Record<string, readonly string[]>> = {
    exp: [
      `"${now + 600}"`,
      `${now + 600}.5`,
      '-1',
      '1e400',
      '1e30',
      'null',
      'true',
      '[]',
      '{}',
      `${now - 1}`,
      '0',
      '9007199254740993',
      `[${now + 600}]`,
    ],
    nbf: [`${now + 3600}`, `"${now}"`, '1e400', 'null', '-1', `${now}.5`],
    iat: [`${now + 3600}`, `"${now}"`, 'null'],
  }
  return [
    ...Object.entries(bad).flatMap(([name, values]) =>
      values.map((raw) => ({ name: `${name} ${raw}`, token: withRaw(name, raw) })),
    ),
    ...Object.keys(bad).map((name) => ({ name: `no ${name}`, token: signed(header, without(claims, name), key) })),
    { name: 'exp twice', token: signed(header, `${JSON.stringify(claims).slice(0, -1)},"exp":${now + 9999}}`, key) },
  ]
}

function ofClaims({ header, claims, key }: Forge): JwtAttack[] {
  const foreign = '00000000-0000-4000-8000-000000000bad'
  const changed: Json = {
    nid: foreign,
    iss: 'https://attacker.test',
    tty: 'macaroon',
    sub: foreign,
    akid: foreign,
    pid: foreign,
    vis: 'internal',
    scp: 'admin',
    acl: [],
    meta: [],
    act: { sub: 'x' },
    jti: 7,
  }
  return [
    ...Object.entries(changed).map(([name, value]) => ({
      name: `${name} ${JSON.stringify(value)}`,
      token: signed(header, { ...claims, [name]: value }, key),
    })),
    ...[[claims['iss']], { iss: claims['iss'] }, null, `${claims['iss']}/`, `${claims['iss']}\u0000`].map((iss) => ({
      name: `iss ${JSON.stringify(iss)}`,
      token: signed(header, { ...claims, iss }, key),
    })),
    ...['iss', 'nid', 'sub', 'tty', 'scp', 'jti', 'vis'].map((name) => ({
      name: `no ${name}`,
      token: signed(header, without(claims, name), key),
    })),
    { name: 'scp twice', token: signed(header, `${JSON.stringify(claims).slice(0, -1)},"scp":["admin"]}`, key) },
    {
      name: '__proto__ in the claims',
      token: signed(header, `${JSON.stringify(without(claims, 'exp')).slice(0, -1)},"__proto__":{"exp":9999999999}}`, key),
    },
    {
      name: 'claims nested a thousand deep',
      token: signed(header, `${JSON.stringify(claims).slice(0, -1)},"deep":${'['.repeat(1000)}${']'.repeat(1000)}}`, key),
    },
    ...['[]', 'null', '7', '', '{'].map((text) => ({ name: `payload ${text}`, token: signed(header, text, key) })),
  ]
}

interface Parts {
  readonly headerText: string
  readonly payloadText: string
  readonly signatureText: string
}

function ofSpellings({ header, claims, key }: Forge, { headerText, payloadText, signatureText }: Parts): JwtAttack[] {
  const token = `${headerText}.${payloadText}.${signatureText}`
  const spareBits = signatureText.slice(0, -1) + String.fromCharCode(signatureText.charCodeAt(signatureText.length - 1) + 1)
  const spelt: Json = {
    'padded signature': `${token}==`,
    'spare bits in the signature': `${headerText}.${payloadText}.${spareBits}`,
    'another alphabet': inOtherAlphabet((attempt) => signed(header, { ...claims, attempt }, key)),
    'four parts': `${token}.${signatureText}`,
    'no signature': `${headerText}.${payloadText}.`,
    'empty payload': `${headerText}..${signatureText}`,
    'a space inside': `${headerText}.${payloadText} .${signatureText}`,
    'a line break at the end': `${token}\n`,
    'a signature of half its length': `${headerText}.${payloadText}.${signatureText.slice(0, 43)}`,
    'header and payload swapped': `${payloadText}.${headerText}.${signatureText}`,
    '64 KB': signed(header, { ...claims, padding: 'x'.repeat(48 * 1024) }, key),
    'just over 16 KiB': signed(header, { ...claims, padding: 'x'.repeat(12 * 1024) }, key),
    'payload that is not UTF-8': `${headerText}.${base64url(Buffer.from([0x7b, 0xff, 0x7d]))}.${signatureText}`,
    'JSON serialisation': JSON.stringify({ payload: payloadText, protected: headerText, signature: signatureText }),
  }
  return Object.entries(spelt).map(([name, text]) => ({ name, token: String(text) }))
}

/** About one signature in fifteen is spelt alike in both alphabets of base64; such a one would be no attack. */
function inOtherAlphabet(sign: (attempt: number) => string): string {
  for (let attempt = 0; ; attempt++) {
    const token = sign(attempt)
    const start = token.lastIndexOf('.') + 1
    const signature = token.slice(start).replaceAll('-', '+').replaceAll('_', '/')
    if (signature !== token.slice(start)) return token.slice(0, start) + signature
  }
}

const without = (json: Json, name: string): Json => Object.fromEntries(Object.entries(json).filter(([member]) => member !== name))
