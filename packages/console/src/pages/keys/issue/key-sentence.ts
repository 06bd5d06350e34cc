import { parseWindowMs } from '@latchkey/core/key/duration'
import { formatDay, formatDuration, formatNumber } from '../../../i18n/format.ts'
import { formatLocale, t } from '../../../i18n/i18n.ts'
import { type KeyRules, lifeMs } from './expiry.ts'
import { cidrsOf, readIpList } from './ip-list.ts'
import type { IssueDraft } from './issue-draft.ts'

/** What the key will be, in one sentence: who may do what, how often, from where and for how long. */
export function keySentence(draft: IssueDraft, rules: KeyRules | undefined, now: number): string {
  const name = draft.name.trim() === '' ? t('The key') : draft.name.trim()
  const actor = draft.actor.trim()
  const scopes = listText(draft.scopes)
  const can = scopes === '' ? t('{name} works without scopes', { name }) : t('{name} can {scopes}', { name, scopes })
  const parts = [
    actor === '' ? can : t('{can} for {actor}', { can, actor }),
    limitText(draft),
    placesText(draft),
    endText(draft, rules, now),
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

const listText = (items: readonly string[]): string => new Intl.ListFormat(formatLocale()).format(items)

function limitText({ quota, window }: IssueDraft): string {
  const ms = parseWindowMs(window.trim())
  if (!/^[1-9][0-9]*$/.test(quota.trim()) || ms === undefined) return ''
  const count = formatNumber(Number(quota))
  return ms === 60_000
    ? t('{count} requests/min', { count })
    : t('{count} requests per {window}', { count, window: formatDuration(ms) })
}

function placesText({ cidrs: text }: IssueDraft): string {
  const cidrs = cidrsOf(readIpList(text))
  return cidrs.length === 0 ? t('from anywhere') : t('only from {cidrs}', { cidrs: listText(cidrs) })
}

function endText({ expiry, customTtl }: IssueDraft, rules: KeyRules | undefined, now: number): string {
  const life = lifeMs(expiry, customTtl, rules)
  if (life === undefined) return ''
  if (life === Number.POSITIVE_INFINITY) return t('for ever')
  return t('until {day} ({duration})', { day: formatDay(new Date(now + life)), duration: lifeText(life) })
}

const DAY_MS = 86_400_000

/** Whole days as days, unless they are whole years: 90 days are not quite three months. */
export const lifeText = (ms: number): string =>
  ms % DAY_MS === 0 && ms % (365 * DAY_MS) !== 0
    ? t('{days, plural, one {# day} other {# days}}', { days: ms / DAY_MS })
    : formatDuration(ms)
