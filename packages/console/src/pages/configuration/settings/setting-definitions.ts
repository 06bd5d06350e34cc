import { t } from '../../../i18n/i18n.ts'
import { goDurationMs } from './go-duration.ts'
import type { JsonValue } from './json.ts'
import type { Values } from './setting-values.ts'

/** One setting as a page shows it. */
export interface SettingDefinition {
  readonly path: string
  readonly label: string
  /** In plain words, what it does. */
  readonly effect: string
  readonly kind: 'text' | 'duration' | 'flag' | 'list'
  /** What is wrong with a value, for people. */
  readonly problem?: (value: JsonValue, all: Values) => string | undefined
  /** Lengths of time to choose from beside the text. */
  readonly stops?: readonly string[]
}

const KEY_PREFIX = /^[a-zA-Z0-9_]{1,16}$/
const MACAROON_PREFIX = /^[a-zA-Z0-9_]{1,8}$/
const ISSUER = /^[\x21-\x7e]{1,512}$/
const CACHE_TTL_MAX_MS = 24 * 60 * 60 * 1000

const textProblem =
  (shape: RegExp, sentence: () => string, mayBeEmpty = false) =>
  (value: JsonValue): string | undefined =>
    (mayBeEmpty && value === '') || shape.test(String(value)) ? undefined : sentence()

const prefixSentence = () => t('Use 1 to 16 letters, digits or underscores.')
const durationSentence = () => t('Write a length of time such as 90s, 15m or 168h.')
const msOf = (value: JsonValue | undefined): number | undefined => goDurationMs(String(value ?? ''))

const duration =
  (more: (ms: number, all: Values) => string | undefined = () => undefined) =>
  (value: JsonValue, all: Values): string | undefined => {
    const ms = msOf(value)
    return ms === undefined ? durationSentence() : more(ms, all)
  }

const positive = (ms: number): string | undefined => (ms > 0 ? undefined : t('It must be longer than zero.'))

/** Zero as a maximum is none. */
const within =
  (maxPath: string) =>
  (ms: number, all: Values): string | undefined => {
    const max = msOf(all[maxPath])
    return max === undefined || max === 0 || ms <= max ? undefined : t('It must not be longer than the longest life.')
  }

export const prefixSettings = (): readonly SettingDefinition[] => [
  {
    path: 'credentials.api_keys.prefix.current',
    label: t('Prefix of secret keys'),
    effect: t('How new secret keys begin. Keys that exist keep theirs.'),
    kind: 'text',
    problem: textProblem(KEY_PREFIX, prefixSentence),
  },
  {
    path: 'credentials.api_keys.prefix.retired',
    label: t('Retired prefixes of secret keys'),
    effect: t('Keys with these prefixes still verify. A prefix that you replace comes here by itself.'),
    kind: 'list',
    problem: textProblem(KEY_PREFIX, prefixSentence),
  },
  {
    path: 'credentials.api_keys.prefix.public_current',
    label: t('Prefix of public keys'),
    effect: t('How new public keys begin. Empty: no public keys can be issued.'),
    kind: 'text',
    problem: (value, all) =>
      value !== '' && value === all['credentials.api_keys.prefix.current']
        ? t('It must differ from the prefix of secret keys.')
        : textProblem(KEY_PREFIX, prefixSentence, true)(value),
  },
  {
    path: 'credentials.api_keys.prefix.public_retired',
    label: t('Retired prefixes of public keys'),
    effect: t('Public keys with these prefixes still verify.'),
    kind: 'list',
    problem: textProblem(KEY_PREFIX, prefixSentence),
  },
]

export const lifespanSettings = (): readonly SettingDefinition[] => [
  {
    path: 'credentials.api_keys.default_ttl',
    label: t('Life of a key by default'),
    effect: t('When nobody says how long a key shall live. 0s: as long as the longest life allows.'),
    kind: 'duration',
    problem: duration(within('credentials.api_keys.max_ttl')),
  },
  {
    path: 'credentials.api_keys.max_ttl',
    label: t('Longest life of a key'),
    effect: t('Nobody can ask for more. 0s: no limit. Keys that exist keep their end.'),
    kind: 'duration',
    problem: duration(),
  },
]

export const rateLimitSettings = (): readonly SettingDefinition[] => [
  {
    path: 'rate_limit.enabled',
    label: t('Enforce rate limits'),
    effect: t('On: a key over its limit is refused. Off: limits on keys are only information.'),
    kind: 'flag',
  },
]

export const cacheSettings = (): readonly SettingDefinition[] => [
  {
    path: 'cache.enabled',
    label: t('Remember verified keys'),
    effect: t('Verifying the same key again costs less.'),
    kind: 'flag',
  },
  {
    path: 'cache.ttl',
    label: t('Remember them for at most'),
    effect: t('After this time a key is read from the database again.'),
    kind: 'duration',
    stops: ['1s', '5s', '15s', '30s', '1m', '5m', '15m', '1h', '6h', '24h'],
    problem: duration((ms) =>
      ms > 0 && ms <= CACHE_TTL_MAX_MS ? undefined : t('It must be longer than zero and at most 24 hours.'),
    ),
  },
]

export const derivedTokenSettings = (): readonly SettingDefinition[] => [
  {
    path: 'credentials.derived_tokens.default_ttl',
    label: t('Life of a token by default'),
    effect: t('When nobody says how long a derived token shall live.'),
    kind: 'duration',
    problem: duration((ms, all) => positive(ms) ?? within('credentials.derived_tokens.max_ttl')(ms, all)),
  },
  {
    path: 'credentials.derived_tokens.max_ttl',
    label: t('Longest life of a token'),
    effect: t('Nobody can ask for more.'),
    kind: 'duration',
    problem: duration(positive),
  },
  {
    path: 'credentials.derived_tokens.verify_parent',
    label: t('Check the parent key'),
    effect: t('Refuses tokens whose key was revoked, suspended or has expired. Costs a read for each verification.'),
    kind: 'flag',
  },
  {
    path: 'credentials.issuer',
    label: t('Issuer'),
    effect: t('Who signs, as tokens say it (iss).'),
    kind: 'text',
    problem: textProblem(ISSUER, () => t('Use 1 to 512 printable characters without spaces.')),
  },
  {
    path: 'credentials.issuer_retired',
    label: t('Retired issuers'),
    effect: t('Tokens of these issuers still verify. An issuer that you replace comes here by itself.'),
    kind: 'list',
    problem: textProblem(ISSUER, () => t('Use 1 to 512 printable characters without spaces.')),
  },
  {
    path: 'credentials.derived_tokens.macaroon.prefix.current',
    label: t('Prefix of macaroons'),
    effect: t('How new macaroons begin.'),
    kind: 'text',
    problem: textProblem(MACAROON_PREFIX, () => t('Use 1 to 8 letters, digits or underscores.')),
  },
  {
    path: 'credentials.derived_tokens.macaroon.prefix.retired',
    label: t('Retired prefixes of macaroons'),
    effect: t('Macaroons with these prefixes still verify.'),
    kind: 'list',
    problem: textProblem(MACAROON_PREFIX, () => t('Use 1 to 8 letters, digits or underscores.')),
  },
]
