import { generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'

/** What a caller does to one setting of a project. */
export interface SettingsEdit {
  /** Dotted, below the settings document. */
  readonly path: string
  readonly value: unknown
  /** `any`: whether it is good is for the server to say, and then it must keep its word either way. */
  readonly kind: 'good' | 'bad' | 'any'
  /** Texts in it that nobody may ever be shown. */
  readonly secrets: readonly string[]
}

interface Values {
  readonly good: fc.Arbitrary<unknown>
  readonly bad: readonly unknown[]
}

const word = (first: string, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ019_'), minLength: 1, maxLength: maxLength - 1 }).map((rest) => `${first}${rest}`)
const oneOf = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values)
const notText = [5, true, [], {}, ['x'], { value: 'x' }]
const notDuration = ['soon', '', '-1h', '1d', '1', '1h ', 'h', '1e3s', '9'.repeat(40), ...notText]
const notFlag = ['yes', 'true', 1, 0, [], {}]
const notRetired = [
  'x',
  5,
  {},
  [5],
  [''],
  ['a b'],
  ['twice', 'twice'],
  [null],
  [{ value: 5 }],
  [{ value: 'x', expires_at: 'soon' }],
  [{ value: 'x', more: 1 }],
  [['x']],
]
const retiredOf = (one: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc
    .uniqueArray(one, { maxLength: 3 })
    .chain((values) =>
      fc.boolean().map((isTimed) => (isTimed ? values.map((value) => ({ value, expires_at: '2030-01-01T00:00:00Z' })) : values)),
    )

/** Good values never depend on those of other settings, so that any order of edits stays good. */
const settings: Readonly<Record<string, Values>> = {
  'credentials.issuer': {
    good: word('https://issuer.example/', 40),
    bad: ['', 'with space', 'ü', 'x'.repeat(513), 'line\nend', ...notText],
  },
  'credentials.issuer_retired': { good: retiredOf(word('https://old.example/', 40)), bad: notRetired },
  'credentials.api_keys.default_ttl': { good: oneOf('1h', '24h', '90m', '2h30m', '168h'), bad: ['99999h', ...notDuration] },
  'credentials.api_keys.max_ttl': { good: oneOf('200h', '720h', '17520h'), bad: notDuration },
  'credentials.api_keys.prefix.current': {
    good: word('k', 16),
    bad: ['', 'a-b', 'a b', 'x'.repeat(17), 'ä', ...notText],
  },
  'credentials.api_keys.prefix.retired': { good: retiredOf(word('r', 16)), bad: notRetired },
  'credentials.api_keys.prefix.public_current': { good: word('p', 16), bad: ['a-b', 'x'.repeat(17), ...notText] },
  'credentials.derived_tokens.default_ttl': { good: oneOf('5m', '30m', '1h'), bad: ['0s', '99999h', ...notDuration] },
  'credentials.derived_tokens.max_ttl': { good: oneOf('2h', '48h', '200h'), bad: ['0s', ...notDuration] },
  'credentials.derived_tokens.verify_parent': { good: fc.boolean(), bad: notFlag },
  'credentials.derived_tokens.macaroon.prefix.current': { good: word('m', 8), bad: ['', 'x'.repeat(9), 'a-b', ...notText] },
  'cache.enabled': { good: fc.boolean(), bad: notFlag },
  'cache.ttl': { good: oneOf('1s', '15s', '24h', '1ms'), bad: ['0s', '25h', ...notDuration] },
  'rate_limit.enabled': { good: fc.boolean(), bad: notFlag },
}

/** In the place of a block, each of these leaves no settings. */
const blocks = ['credentials', 'credentials.api_keys', 'credentials.derived_tokens.jwt', 'cache', 'rate_limit']
const notBlock = [5, 'x', true, [], [{}]]

const URLS = 'credentials.derived_tokens.jwt.signing_keys.urls'

/** Private keys as they are handed over, good ones and broken ones. */
function signingKeyEdit(kind: 'good' | 'bad', breakage: number): SettingsEdit {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const kid = randomBytes(6).toString('hex')
  const other = randomBytes(32).toString('base64url')
  const broken = [{ ...jwk, x: other, kid }, { ...jwk, crv: 'P-256', kid }, { ...jwk, kty: 'RSA', kid }, { d: jwk.d, kid }, jwk.d]
  const keys = kind === 'good' ? [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] : [broken[breakage % broken.length]]
  const value = [`base64://${Buffer.from(JSON.stringify({ keys })).toString('base64')}`]
  return { path: URLS, value, kind, secrets: [jwk.d ?? ''] }
}

const edit = (path: string, value: unknown, kind: SettingsEdit['kind']): SettingsEdit => ({ path, value, kind, secrets: [] })

const paths = Object.keys(settings)
const settingEdit = fc.constantFrom(...paths).chain((path) => {
  const { good, bad } = settings[path] as Values
  return fc.oneof(
    good.map((value) => edit(path, value, 'good')),
    fc.constantFrom(...bad).map((value) => edit(path, value, 'bad')),
  )
})
const blockEdit = fc
  .tuple(fc.constantFrom(...blocks), fc.constantFrom(...notBlock))
  .map(([path, value]) => edit(path, value, 'bad'))
const keyEdit = fc.tuple(fc.constantFrom('good' as const, 'bad' as const), fc.nat()).map(([kind, at]) => signingKeyEdit(kind, at))
const urlEdit = fc
  .constantFrom<unknown>(
    5,
    'x',
    ['x'],
    ['file:///etc/passwd'],
    ['https://keys.example/jwks.json'],
    ['base64://%%%'],
    [5],
    ['base64://e30='],
  )
  .map((value) => edit(URLS, value, 'bad'))
const smuggled = fc.constant(undefined).map((): SettingsEdit => {
  const secret = randomBytes(48).toString('base64url')
  return { path: 'secrets.hmac.current', value: secret, kind: 'any', secrets: [secret] }
})
const strange = fc
  .tuple(
    fc.constantFrom(
      ...paths,
      ...blocks,
      '__proto__.x',
      'constructor.prototype',
      'unknown',
      'serve.http.port',
      'cache.enabled.deeper',
    ),
    fc.jsonValue({ maxDepth: 3 }),
  )
  .map(([path, value]) => edit(path, value, 'any'))

/** One edit: most of settings there are, good and bad alike. */
export const settingsEdits: fc.Arbitrary<SettingsEdit> = fc.oneof(
  { weight: 12, arbitrary: settingEdit },
  { weight: 2, arbitrary: blockEdit },
  { weight: 2, arbitrary: keyEdit },
  { weight: 1, arbitrary: urlEdit },
  { weight: 1, arbitrary: smuggled },
  { weight: 3, arbitrary: strange },
)
