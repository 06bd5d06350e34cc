import { formatDuration } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Note } from '../../../ui/panel.tsx'
import { goDurationMs } from './go-duration.ts'
import {
  cacheSettings,
  derivedTokenSettings,
  lifespanSettings,
  prefixSettings,
  rateLimitSettings,
} from './setting-definitions.ts'
import type { Values } from './setting-values.ts'
import { SettingsPage } from './settings-page.tsx'

export const PrefixesPage = () => (
  <SettingsPage
    title={t('Prefixes')}
    lead={t('How keys begin: people and secret scanners recognise them by it.')}
    definitions={prefixSettings()}
    aside={ExampleKeys}
  />
)

export const LifespansPage = () => (
  <SettingsPage
    title={t('Lifespans')}
    lead={t('How long keys live. A changed setting holds for keys that are issued from then on.')}
    definitions={lifespanSettings()}
    aside={LifespanSentence}
  />
)

export const RateLimitsPage = () => (
  <SettingsPage
    title={t('Rate limits')}
    lead={t('Whether the limits that keys carry are enforced. Each server counts for itself, in memory.')}
    definitions={rateLimitSettings()}
  />
)

export const CachePage = () => (
  <SettingsPage
    title={t('Cache')}
    lead={t('Verified keys can be remembered for a while.')}
    definitions={cacheSettings()}
    aside={CacheSentence}
  />
)

export const DerivedTokensPage = () => (
  <SettingsPage
    title={t('Derived tokens')}
    lead={t('Short-lived tokens that are made from a key: JWTs and macaroons.')}
    definitions={derivedTokenSettings()}
  />
)

/** What stands for the part of a key that is different in each. */
const EXAMPLE_REST = '_v1_3mJr7AoUXx2Wqd…'

function ExampleKeys({ values }: { readonly values: Values }) {
  const open = values['credentials.api_keys.prefix.public_current']
  return (
    <Note tone="neutral" title={t('A new key will look like this')}>
      <p translate="no">
        <code data-testid="example-key">{`${String(values['credentials.api_keys.prefix.current'])}${EXAMPLE_REST}`}</code>
      </p>
      {open !== '' && (
        <p translate="no">
          <code>{`${String(open)}${EXAMPLE_REST}`}</code> ({t('public')})
        </p>
      )}
    </Note>
  )
}

const lengthOf = (text: unknown): number | undefined => goDurationMs(String(text))

function LifespanSentence({ values }: { readonly values: Values }) {
  const byDefault = lengthOf(values['credentials.api_keys.default_ttl'])
  const longest = lengthOf(values['credentials.api_keys.max_ttl'])
  if (byDefault === undefined || longest === undefined) return null
  const life = byDefault === 0 ? longest : byDefault
  return (
    <Note tone="neutral">
      <p>
        {life === 0
          ? t('A key that is issued without a life of its own lives for ever.')
          : t('A key that is issued without a life of its own ends after {life}.', { life: formatDuration(life) })}{' '}
        {longest === 0
          ? t('There is no longest life.')
          : t('No new key lives longer than {longest}.', { longest: formatDuration(longest) })}
      </p>
      <p>{t('A shorter limit does not end keys that exist: their end was fixed when they were issued.')}</p>
    </Note>
  )
}

function CacheSentence({ values }: { readonly values: Values }) {
  const ttl = lengthOf(values['cache.ttl'])
  if (values['cache.enabled'] !== true || ttl === undefined)
    return <Note tone="neutral">{t('Nothing is remembered: every verification reads the key.')}</Note>
  return (
    <Note tone="info">
      <p>
        {t('A revoked key can pass for up to {bound} where the news of it does not arrive.', { bound: formatDuration(ttl) })}{' '}
        {t('The servers tell each other about every change of a key, so usually it is refused at once.')}
      </p>
    </Note>
  )
}
