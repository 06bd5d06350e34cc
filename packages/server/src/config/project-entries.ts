import {
  cacheTtlRule, issuerRule, keyIdRule, keyPrefixRule, macaroonPrefixRule, projectDefaults,
} from '@latchkey/core/project/project-settings'
import { type ConfigEntry, durationRule, textRule } from './config-entry.ts'

/**
 * Settings and secrets of the default project. A default shown here is the one of every project: a file that leaves the
 * setting out does not manage it, and the project's own setting holds.
 */
export const projectEntries: readonly ConfigEntry[] = [
  {
    path: 'credentials.issuer', type: 'string', reload: 'live', rule: textRule(issuerRule),
    description: 'Issuer (`iss`) of derived tokens. Left out: the URL of the project.',
  },
  {
    path: 'credentials.issuer_retired', type: 'list of retired values', default: [], reload: 'live', rule: textRule(issuerRule),
    description: 'Former issuers whose tokens still verify.',
  },
  {
    path: 'credentials.clock_skew', type: 'duration', default: '5m', reload: 'live', unused: true,
    description: 'How far another clock may be off. This server always allows 60 seconds.',
  },
  {
    path: 'credentials.api_keys.default_ttl', type: 'duration', default: projectDefaults.apiKeyTtl, reload: 'live',
    description: 'Life of a key whose creator asks for none. `0s`: as long as `max_ttl` allows.',
  },
  {
    path: 'credentials.api_keys.max_ttl', type: 'duration', default: projectDefaults.apiKeyMaxTtl, reload: 'live',
    description: 'Longest life a key may have, counted from its own timestamp. `0s`: no limit.',
  },
  {
    path: 'credentials.api_keys.prefix.current', type: 'string', default: projectDefaults.apiKeyPrefix, reload: 'live',
    rule: textRule(keyPrefixRule),
    description: 'How new secret keys begin.',
  },
  {
    path: 'credentials.api_keys.prefix.retired', type: 'list of retired values', default: [], reload: 'live', rule: textRule(keyPrefixRule),
    description: 'Former prefixes whose keys still verify.',
  },
  {
    path: 'credentials.api_keys.prefix.public_current', type: 'string', default: '', reload: 'live',
    rule: textRule((text) => (text === '' ? undefined : keyPrefixRule(text))),
    description: 'How new public keys begin. Empty: there are none.',
  },
  {
    path: 'credentials.api_keys.prefix.public_retired', type: 'list of retired values', default: [], reload: 'live',
    rule: textRule(keyPrefixRule),
    description: 'Former prefixes of public keys that still verify.',
  },
  {
    path: 'credentials.derived_tokens.default_ttl', type: 'duration', default: projectDefaults.derivedTokenTtl, reload: 'live',
    rule: durationRule((ms) => (ms > 0 ? undefined : 'must be more than zero')),
    description: 'Life of a derived token whose creator asks for none.',
  },
  {
    path: 'credentials.derived_tokens.max_ttl', type: 'duration', reload: 'live',
    rule: durationRule((ms) => (ms > 0 ? undefined : 'must be more than zero')),
    description: 'Longest life a derived token may have. Left out: `credentials.api_keys.max_ttl`.',
  },
  {
    path: 'credentials.derived_tokens.verify_parent', type: 'boolean', default: false, reload: 'live',
    description: 'Refuses derived tokens whose parent key was revoked, suspended or has expired. Costs a read per verification.',
  },
  {
    path: 'credentials.derived_tokens.jwt.signing_key_id', type: 'string', default: '', reload: 'live', rule: textRule(keyIdRule),
    description: 'The `kid` of the key that signs. Empty: the first one.',
  },
  {
    path: 'credentials.derived_tokens.jwt.signing_keys.urls', type: 'list of strings', default: [], reload: 'live', secret: true,
    rule: textRule((text) => (/^(base64|file):\/\/./.test(text) ? undefined : 'must be a base64:// URL, or a file:// URL beside the configuration file')),
    description:
      'Private JSON Web Key Sets, inline as `base64://…` or as `file://` below the folder of the configuration file. Left out: the keys the project generated.',
  },
  {
    path: 'credentials.derived_tokens.macaroon.prefix.current', type: 'string', default: projectDefaults.macaroonPrefix, reload: 'live',
    rule: textRule(macaroonPrefixRule),
    description: 'How new macaroons begin.',
  },
  {
    path: 'credentials.derived_tokens.macaroon.prefix.retired', type: 'list of retired values', default: [], reload: 'live',
    rule: textRule(macaroonPrefixRule),
    description: 'Former prefixes whose macaroons still verify.',
  },
  {
    path: 'cache.enabled', type: 'boolean', reload: 'live',
    description: 'Remembers verified keys. Left out: on when `cache.type` names a backend, otherwise as the project says.',
  },
  {
    path: 'cache.ttl', type: 'duration', default: projectDefaults.cacheTtl, reload: 'live', rule: durationRule(cacheTtlRule),
    description: 'How long a remembered key is used at most; changes to a key take effect at once.',
  },
  {
    path: 'rate_limit.enabled', type: 'boolean', default: false, reload: 'live',
    description: 'Enforces the rate limits of keys.',
  },
  {
    path: 'secrets.hmac.current', type: 'string', reload: 'live', secret: true,
    description: 'HMAC secret of the default project, at least 32 random bytes as text. Left out: the one the project generated.',
  },
  {
    path: 'secrets.hmac.retired', type: 'list of retired values', default: [], reload: 'live', secret: true,
    description: 'Former HMAC secrets whose keys still verify. Needs `secrets.hmac.current`.',
  },
]
